/** The chart's rows: one for each second of the window, also where nothing came back. */
import { median } from '../../shared/quantiles.ts';
import type { Point } from '../stores/samples.ts';

export interface Second {
  /** Seconds before the newest sample, 0 or negative. */
  readonly ago: number;
  /** Median of the answers within this second in ms; null when there is none: a gap in the line. */
  readonly rttMs: number | null;
  /** Quickest and slowest answer within it. */
  readonly lowMs: number | null;
  readonly highMs: number | null;
  readonly sent: number;
  readonly lost: number;
  /** Share of echoes in this second that were not answered, 0–1; null when none was sent. */
  readonly lossRatio: number | null;
}

/** Sorts samples (oldest first, `at` in ms) into `span` seconds that end with the newest one. */
export function toSeconds(points: readonly Point[], span: number): Second[] {
  const newest = points.at(-1)?.at ?? 0;
  const buckets: Point[][] = Array.from({ length: span }, () => NONE);
  for (const point of points) {
    const i = span - 1 - Math.round((newest - point.at) / 1000);
    const bucket = buckets[i];
    if (bucket === NONE) buckets[i] = [point];
    else bucket?.push(point);
  }
  const seconds = buckets.map((bucket, i) => toSecond(bucket, i - span + 1));
  return seconds.map((second, i) => bridge(seconds[i - 1], second, seconds[i + 1]));
}

/** Most seconds have one echo or none, and with many charts thousands are made at once. */
const NONE: Point[] = [];

function toSecond(bucket: readonly Point[], ago: number): Second {
  const sent = bucket.length;
  const [only] = bucket;
  if (only === undefined)
    return { ago, rttMs: null, lowMs: null, highMs: null, sent, lost: 0, lossRatio: null };
  const answers =
    sent === 1 && only.rttMs !== null
      ? [only.rttMs]
      : bucket.flatMap(({ rttMs }) => (rttMs === null ? [] : [rttMs]));
  const lost = sent - answers.length;
  return {
    ago,
    rttMs: median(answers),
    lowMs: answers.length === 0 ? null : Math.min(...answers),
    highMs: answers.length === 0 ? null : Math.max(...answers),
    sent,
    lost,
    lossRatio: lost / sent,
  };
}

/** Echoes are a little more than a second apart, so now and then a second has none; that is no gap in the link. */
function bridge(before: Second | undefined, second: Second, after: Second | undefined): Second {
  const [left, right] = [before?.rttMs ?? null, after?.rttMs ?? null];
  if (second.lossRatio !== null || left === null || right === null) return second;
  const rttMs = (left + right) / 2;
  return { ...second, rttMs, lowMs: rttMs, highMs: rttMs };
}

/** One line for each second that was measured; an empty field is a second without an answer. */
export function toCsv(seconds: readonly Second[], header: string): string {
  const lines = seconds
    .filter(({ lossRatio }) => lossRatio !== null)
    .map(({ ago, rttMs, lowMs, highMs, sent, lost }) =>
      [-ago, rttMs ?? '', lowMs ?? '', highMs ?? '', sent, lost].join(','),
    );
  return `${[header, ...lines].join('\n')}\n`;
}
