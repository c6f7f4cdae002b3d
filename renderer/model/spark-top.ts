import type { AllPoints } from '../stores/samples.ts';
import { FLOOR, nextCeiling } from './ceiling.ts';

/** What a small line of the roster shows. */
export const SPARK_SPAN_S = 60;

/** The top of one scale for the last minute of all links, in ms, so that a slower one runs higher. */
export function sparkTop(points: AllPoints): number {
  const newest = Math.max(0, ...[...points.values()].map((list) => list.at(-1)?.at ?? 0));
  const from = newest - SPARK_SPAN_S * 1000;
  let highest = 0;
  for (const list of points.values()) {
    for (let i = list.length - 1; i >= 0; i -= 1) {
      const point = list[i];
      if (point === undefined || point.at < from) break;
      highest = Math.max(highest, point.rttMs ?? 0);
    }
  }
  return nextCeiling(FLOOR, highest, 0).ms;
}
