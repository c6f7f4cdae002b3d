/** Statistics that a few wild values don't move; pure. */

/** The value below which a share of the others lies, linear between neighbours (type 7); null of nothing. @param sorted - ascending. @param share - 0–1. */
export function quantile(sorted: readonly number[], share: number): number | null {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) return null;
  return low + (high - low) * (place - Math.floor(place));
}

/** The values in ascending order; the given ones stay as they are. */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Median, and median distance from it (MAD); null of nothing. */
export function centreAndSpread(values: readonly number[]): { median: number; mad: number } | null {
  const median = quantile(ascending(values), 0.5);
  if (median === null) return null;
  const distances = ascending(values.map((value) => Math.abs(value - median)));
  return { median, mad: quantile(distances, 0.5) ?? 0 };
}
