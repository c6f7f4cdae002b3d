/** How finely history is kept, and which fineness answers a question. */
import type { HistoryQuery } from '../../../../../shared/model/metrics.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Widths of rolled-up buckets in ms. Days only spare adding up the hours of a year. */
export const ROLLUP_STEPS = [60_000, HOUR, DAY] as const;

/** The last moment of JavaScript's dates: history knows none before 1970 and none after this. */
export const LAST_DATE_MS = 8.64e15;

/** How long each fineness is kept, ms. Days are kept as long as hours. */
export interface Retention {
  readonly secondsForMs: number;
  readonly minutesForMs: number;
  readonly hoursForMs: number;
}

/** More than so many stored buckets take longer than the 10 ms that a question may take. */
const MOST_READ = 4000;

export interface Plan {
  /** Width of the stored buckets to read: 1000 for the seconds. */
  readonly readMs: number;
  /** Width of a point: so many stored buckets as one. */
  readonly stepMs: number;
  /** The first point begins here, at or before what was asked for. */
  readonly from: number;
}

/** Chooses the finest stored buckets that reach back far enough and aren't too many. */
export function planQuery(query: HistoryQuery, nowMs: number, retention: Retention): Plan {
  const { points } = query;
  const from = withinDates(query.from);
  const to = withinDates(query.to);
  const levels = [
    { readMs: SECOND, keptMs: retention.secondsForMs },
    { readMs: ROLLUP_STEPS[0], keptMs: retention.minutesForMs },
    { readMs: HOUR, keptMs: retention.hoursForMs },
    { readMs: DAY, keptMs: Number.POSITIVE_INFINITY },
  ];
  const span = Math.max(0, to - from);
  const level = levels.find(({ readMs, keptMs }) => span / readMs <= MOST_READ && nowMs - from <= keptMs);
  const readMs = level?.readMs ?? DAY;
  let stepMs = readMs * Math.max(1, Math.ceil(span / points / readMs));
  // Aligning the first point may add one.
  while (Math.ceil((to - alignDown(from, stepMs)) / stepMs) > points && stepMs < span) stepMs += readMs;
  return { readMs, stepMs, from: alignDown(from, stepMs) };
}

export function alignDown(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}

function withinDates(at: number): number {
  return Math.min(LAST_DATE_MS, Math.max(0, at));
}
