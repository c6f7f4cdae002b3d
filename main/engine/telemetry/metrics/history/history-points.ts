/** Makes the points of a chart from buckets at rest. */
import type { HistoryPoint } from '../../../../../shared/model/metrics.ts';
import { Bucket } from './bucket.ts';
import type { StoredBucket } from './history-tables.ts';
import { alignDown } from './levels.ts';

/** @returns a point for each step that holds anything, ascending. */
export function pointsOf(buckets: readonly StoredBucket[], stepMs: number): HistoryPoint[] {
  const points: HistoryPoint[] = [];
  const bucket = new Bucket();
  let stepAt: number | null = null;
  for (const { at, data } of buckets.toSorted((a, b) => a.at - b.at)) {
    const begin = alignDown(at, stepMs);
    if (stepAt !== null && begin !== stepAt) {
      points.push(bucket.toPoint(stepAt));
      bucket.clear();
    }
    stepAt = begin;
    bucket.merge(data);
  }
  if (stepAt !== null) points.push(bucket.toPoint(stepAt));
  return points;
}
