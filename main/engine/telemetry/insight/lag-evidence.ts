/** What speaks for a verdict, as facts and figures; pure. */

import type { LagFact, LagReport } from '../../../../shared/model/insight.ts';
import { ascending, quantile } from '../../../../shared/quantiles.ts';
import { limitMs } from './lag-bins.ts';
import { inTrouble, type LagCase, tracksOf } from './lag-case.ts';
import type { Track, TrackKind } from './lag-trace.ts';

export type Evidence = LagReport['verdict']['evidence'][number];

/** How many seconds lagged. */
export function lagSeconds({ lag }: LagCase): Evidence {
  return { fact: 'lag-seconds', measured: inTrouble(lag), expected: 0 };
}

/** 95th percentile of a track against the highest that is no trouble, and what was lost of it. */
export function roundTrips(track: Track, latency: LagFact, loss: LagFact): Evidence[] {
  const answered = ascending(track.samples.flatMap(({ value }) => value ?? []));
  const p95 = quantile(answered, 0.95);
  const lostRatio = 1 - answered.length / Math.max(1, track.samples.length);
  return [
    ...(p95 === null ? [] : [{ fact: latency, measured: p95, expected: limitMs(track) }]),
    ...(lostRatio > 0 ? [{ fact: loss, measured: lostRatio, expected: 0 }] : []),
  ];
}

/** The same for all tracks of a kind. */
export function roundTripsOf(
  { trace }: LagCase,
  kind: TrackKind,
  latency: LagFact,
  loss: LagFact,
): Evidence[] {
  return tracksOf(trace, kind).flatMap((track) => roundTrips(track, latency, loss));
}

/** The worst value of all tracks of a kind: the lowest of a signal, the highest of anything else. */
export function worstOf({ trace }: LagCase, kind: TrackKind, fact: LagFact, expected: number): Evidence[] {
  const values = tracksOf(trace, kind).flatMap(({ samples }) => samples.flatMap(({ value }) => value ?? []));
  if (values.length === 0) return [];
  const sorted = ascending(values);
  return [{ fact, measured: (kind === 'wifi-signal' ? sorted[0] : sorted.at(-1)) ?? 0, expected }];
}
