/**
 * Full-jitter backoff: a time drawn evenly from 0 to a ceiling that doubles with each attempt. Spreading over the
 * whole range keeps the clients of a server that comes back from arriving all at once.
 * @param attempt - 0 for the first retry. @param random - 0 ≤ random < 1. @returns ms
 */
export function fullJitter(
  attempt: number,
  random: number,
  limits: { baseMs: number; maxMs: number },
): number {
  return random * Math.min(limits.maxMs, limits.baseMs * 2 ** attempt);
}

/** How clients of the control plane come back: first within half a second, later within half a minute. */
export const CONTROL_BACKOFF = { baseMs: 500, maxMs: 30_000 };
