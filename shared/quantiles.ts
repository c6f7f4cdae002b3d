/** Where values lie among each other; pure. */

/** The value below which a share of the others lies, linear between neighbours (type 7); null of nothing. @param sorted - ascending. @param share - 0–1. */
export function quantile(sorted: readonly number[], share: number): number | null {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  if (low === undefined || high === undefined) return null;
  return low + (high - low) * (place - Math.floor(place));
}

/** The median of values in any order; null of nothing. */
export function median(values: readonly number[]): number | null {
  // Most of what charts ask for is one value or none, thousands of times.
  const sorted = values.length < 2 ? values : ascending(values);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The values in ascending order; the given ones stay as they are. */
export function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
