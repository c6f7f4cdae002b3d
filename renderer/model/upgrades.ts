/** Members whose way became direct a moment ago, for one quiet line about it. */
import type { PartyView } from '../../shared/model/snapshot.ts';

export interface Upgrade {
  readonly peer: string;
  readonly name: string;
  /** Median through the relay just before. */
  readonly beforeMs: number;
  /** Monotonic ms. */
  readonly at: number;
}

/** The median is that of the last 10 s, so that an earlier figure would still be the relay's. */
const MEASURED_AFTER_MS = 11_000;
const SHOWN_MS = 15_000;

/** Notes who went from the relay to a direct way between two looks, and forgets who fell back or is old news. */
export function noteUpgrades(
  known: readonly Upgrade[],
  before: PartyView | null,
  after: PartyView | null,
  at: number,
): readonly Upgrade[] {
  const now = new Map((after?.peers ?? []).map((peer) => [peer.id, peer]));
  const kept = known.filter(
    (one) => now.get(one.peer)?.path === 'direct' && at - one.at < MEASURED_AFTER_MS + SHOWN_MS,
  );
  const fresh = (before?.peers ?? []).flatMap(({ id, name, path, latencyMs }): Upgrade[] =>
    path === 'relay' && latencyMs !== null && now.get(id)?.path === 'direct'
      ? [{ peer: id, name, beforeMs: latencyMs, at }]
      : [],
  );
  return fresh.length === 0 && kept.length === known.length ? known : [...kept, ...fresh];
}

/** The newest that can be told: measured on its new way, and better than before. */
export function tellable(
  upgrades: readonly Upgrade[],
  party: PartyView | null,
  now: number,
): (Upgrade & { readonly afterMs: number }) | null {
  const told = upgrades.findLast(
    ({ at }) => now - at >= MEASURED_AFTER_MS && now - at < MEASURED_AFTER_MS + SHOWN_MS,
  );
  const afterMs = party?.peers.find(({ id }) => id === told?.peer)?.latencyMs ?? null;
  return told === undefined || afterMs === null || afterMs >= told.beforeMs ? null : { ...told, afterMs };
}
