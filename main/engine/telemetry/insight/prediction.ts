/** Where a figure is heading: Theil–Sen's line with a band that 90 % of the coming points should lie in; pure. */

import type { Prediction } from '../../../../shared/model/insight.ts';
import { ascending, quantile } from '../../../../shared/quantiles.ts';

export interface TrendPoint {
  /** ms of any clock that goes on evenly. */
  readonly at: number;
  readonly value: number;
}

const LEAST_POINTS = 15;
const LEAST_SPAN_MS = 10 * 60_000;
const AHEAD_MINUTES = 10;
const MINUTE_MS = 60_000;
/** Two-sided 90 % of the normal distribution. */
const Z90 = 1.645;

/**
 * Predicts the next ten minutes from up to an hour of points, e.g. medians of minutes; null when there are fewer than 15
 * or they span less than 10 min. The band joins the scatter about the line with Sen's interval of its slope
 * (Sen 1968, by Kendall's variance), so it widens with distance; it never goes below 0.
 */
export function predict(points: readonly TrendPoint[], now: number): Omit<Prediction, 'subject'> | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < LEAST_POINTS) return null;
  if (last.at - first.at < LEAST_SPAN_MS) return null;
  const slopes = slopesOf(points);
  const slope = quantile(slopes, 0.5) ?? 0;
  const [lowSlope, highSlope] = slopeInterval(slopes, points.length);
  const rest = ascending(points.map(({ at, value }) => value - slope * (at - now)));
  const level = quantile(rest, 0.5) ?? 0;
  // So few points rarely show their own extremes.
  const widening = 1 + 4 / points.length;
  const below = (level - (quantile(rest, 0.05) ?? level)) * widening;
  const above = ((quantile(rest, 0.95) ?? level) - level) * widening;
  const centre = ascending(points.map(({ at }) => at))[points.length >> 1] ?? now;
  const ahead = Array.from({ length: AHEAD_MINUTES }, (_, i) => now + (i + 1) * MINUTE_MS);
  return {
    slopeMsPerMinute: slope * MINUTE_MS,
    points: ahead.map((at) => {
      const mid = level + slope * (at - now);
      const low = mid - Math.hypot(below, (slope - lowSlope) * (at - centre));
      const high = mid + Math.hypot(above, (highSlope - slope) * (at - centre));
      return { at, lowMs: Math.max(0, low), midMs: Math.max(0, mid), highMs: Math.max(0, high) };
    }),
  };
}

/** Slopes of all pairs, ascending. */
function slopesOf(points: readonly TrendPoint[]): number[] {
  const slopes: number[] = [];
  points.forEach((a, i) => {
    for (const b of points.slice(i + 1)) {
      if (b.at !== a.at) slopes.push((b.value - a.value) / (b.at - a.at));
    }
  });
  return ascending(slopes);
}

function slopeInterval(slopes: readonly number[], n: number): [number, number] {
  const reach = Z90 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const share = reach / slopes.length / 2;
  const at = (place: number): number => quantile(slopes, Math.min(1, Math.max(0, place))) ?? 0;
  return [at(0.5 - share), at(0.5 + share)];
}
