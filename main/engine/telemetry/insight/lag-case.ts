/** A recording laid out for its judgement: who lagged in which seconds, and how well a trouble explains that; pure. */
import { anyOf, type Bins, binCount, binsOf } from './lag-bins.ts';
import type { LagTrace, Track, TrackKind } from './lag-trace.ts';

/** A cause has to be there in most of the seconds that lagged. */
export const ENOUGH = 0.6;

/** A player as the recording shows it. */
export interface Player {
  readonly id: string;
  readonly track: Track;
  readonly bins: Bins;
  readonly lags: boolean;
  readonly relayed: boolean;
}

/** What the recording says, second by second. */
export interface LagCase {
  readonly trace: LagTrace;
  readonly players: readonly Player[];
  readonly lagging: readonly Player[];
  /** Seconds in which somebody who lags did. */
  readonly lag: Bins;
}

/** Lays a recording out. */
export function openCase(trace: LagTrace): LagCase {
  const players = tracksOf(trace, 'peer').map((track): Player => {
    const bins = binsOf(trace, track);
    return { id: track.id, track, bins, lags: lags(bins), relayed: trace.relayed.has(track.id) };
  });
  const lagging = players.filter((player) => player.lags);
  const lag = anyOf(
    lagging.map(({ bins }) => bins),
    binCount(trace),
  );
  return { trace, players, lagging, lag };
}

/** Seconds in which any track of these kinds was in trouble. */
export function troubles({ trace }: LagCase, ...kinds: readonly TrackKind[]): Bins {
  const bins = kinds.flatMap((kind) => tracksOf(trace, kind)).map((track) => binsOf(trace, track));
  return anyOf(bins, binCount(trace));
}

/** How well a trouble explains the lag, 0–1: there when it lagged, not there when it didn't; null when it wasn't measured then. */
export function strengthOf({ lag }: LagCase, trouble: Bins): number | null {
  const during = lag
    .flatMap((isLag, i) => (isLag === true ? [near(trouble, i)] : []))
    .filter((bin) => bin !== null);
  if (during.length === 0 || during.length < inTrouble(lag) / 2) return null;
  const calm = lag
    .flatMap((isLag, i) => (isLag === false && near(lag, i) === false ? [trouble[i] ?? null] : []))
    .filter((bin) => bin !== null);
  const falsely = calm.length === 0 ? 0 : inTrouble(calm) / calm.length;
  return (inTrouble(during) / during.length) * (1 - falsely);
}

/** Whether players lag in mostly the same seconds. */
export function lagTogether(players: readonly Player[]): boolean {
  const any = anyOf(
    players.map(({ bins }) => bins),
    Math.max(0, ...players.map(({ bins }) => bins.length)),
  );
  const shared = any.filter(
    (isLag, i) => isLag === true && players.every(({ bins }) => near(bins, i) !== false),
  ).length;
  return shared > 0 && shared / inTrouble(any) >= ENOUGH;
}

export function tracksOf({ tracks }: LagTrace, kind: TrackKind): Track[] {
  return tracks.filter((track) => track.kind === kind);
}

/** How many seconds are in trouble. */
export function inTrouble(bins: Bins): number {
  return bins.filter((bin) => bin === true).length;
}

/** Two bad seconds close together, or three anywhere: now and then an echo is lost without anybody noticing. */
function lags(bins: Bins): boolean {
  const bad = bins.flatMap((isBad, i) => (isBad === true ? [i] : []));
  return bad.length >= 3 || bad.some((second, i) => second - (bad[i - 1] ?? Number.NEGATIVE_INFINITY) <= 2);
}

/** Whether a second, or one beside it, is in trouble: echoes count when they are sent, other things when they end. */
function near(bins: Bins, i: number): boolean | null {
  const around = [bins[i - 1], bins[i], bins[i + 1]].filter((bin) => bin !== null && bin !== undefined);
  return around.length === 0 ? null : around.includes(true);
}
