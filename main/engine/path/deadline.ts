/** The soonest of these times that is still to come, in ms of the monotonic clock; infinite: none is. */
export function soonestAfter(nowMs: number, ...timesMs: readonly number[]): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const ms of timesMs) if (ms > nowMs && ms < soonest) soonest = ms;
  return soonest;
}
