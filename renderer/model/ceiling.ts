/** The top of the chart's axis: grows at once so that nothing is cut off, shrinks late so that it does not pump. */
export interface Ceiling {
  readonly ms: number;
  /** Since when a lower one would do, in ms of any steady clock; null while this one is needed. */
  readonly lowerSince: number | null;
}

const STEPS_MS = [50, 100, 150, 200, 300, 500, 1000, 2000, 5000];
const SHRINK_AFTER_MS = 10_000;

export const FLOOR: Ceiling = { ms: 50, lowerSince: null };

/** @param highestMs - the highest value to be shown. @param now - ms of the same clock as before. */
export function nextCeiling(ceiling: Ceiling, highestMs: number, now: number): Ceiling {
  const needed = STEPS_MS.find((step) => step >= highestMs * 1.05) ?? Math.ceil(highestMs / 5000) * 5000;
  if (needed > ceiling.ms) return { ms: needed, lowerSince: null };
  if (needed === ceiling.ms) return ceiling.lowerSince === null ? ceiling : { ms: needed, lowerSince: null };
  const since = ceiling.lowerSince ?? now;
  return now - since >= SHRINK_AFTER_MS
    ? { ms: needed, lowerSince: null }
    : { ...ceiling, lowerSince: since };
}
