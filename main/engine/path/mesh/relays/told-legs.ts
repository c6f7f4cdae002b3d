/** What we tell the others of our relays; pure. Each change is a new record for everybody, so small ones are kept back. */
import type { OwnLeg, PeerLeg } from '../../link/rank-relays.ts';

/** Below both of these no pair would change its relay. */
const WORTH_TELLING = { ratio: 0.2, ms: 10 } as const;

export class ToldLegs {
  #told: readonly PeerLeg[] = [];

  /** @returns what is to be told now; null: nothing new. */
  update(legs: readonly OwnLeg[]): readonly PeerLeg[] | null {
    const before = new Map(this.#told.map(({ id, rttMs }) => [id, rttMs]));
    const now = legs
      .filter(({ state }) => state !== 'down')
      .map(({ id, rttMs }) => ({ id, rttMs: settle(rttMs, before.get(id) ?? null) }));
    const isNews = now.length !== before.size || now.some(({ id, rttMs }) => before.get(id) !== rttMs);
    if (!isNews) return null;
    this.#told = now;
    return now;
  }
}

/** The figure that was told, unless the new one is worth telling; in tenths of a ms. */
function settle(rttMs: number | null, toldMs: number | null): number | null {
  if (rttMs === null || toldMs === null) return rttMs === null ? null : Math.round(rttMs * 10) / 10;
  const change = Math.abs(rttMs - toldMs);
  const isWorth = change >= WORTH_TELLING.ms && change >= toldMs * WORTH_TELLING.ratio;
  return isWorth ? Math.round(rttMs * 10) / 10 : toldMs;
}
