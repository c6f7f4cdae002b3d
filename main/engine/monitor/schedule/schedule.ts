/** When a target is probed: at fixed distances from its start, whatever a single probe takes. Pure. */

export interface Slot {
  /** Monotonic ms. */
  readonly at: number;
  /** Slots that were let pass, because a sleep or a busy machine left no time for them. */
  readonly missed: number;
}

/** The slot after `slot`; one that is over already is left out, so that nothing is sent in bursts to catch up. */
export function nextSlot(slot: number, intervalMs: number, now: number): Slot {
  const missed = Math.max(0, Math.floor((now - slot) / intervalMs));
  return { at: slot + (missed + 1) * intervalMs, missed };
}

/** Starts are spread over the first second, or over an interval that is shorter. */
const SPREAD_MS = 1_000;
/** Steps of the golden ratio: however many there are, neighbours lie far apart. */
const STEP = 0.618_033_988_75;

/**
 * Due times lie on a grid: a machine that sleeps between them wakes up at most so often, however many targets there
 * are, and a few small packets at once harm nobody.
 */
const GRID_MS = 20;

/** Monotonic ms of the `index`-th target's first probe. */
export function firstSlot(index: number, intervalMs: number, now: number): number {
  const delayMs = ((index * STEP) % 1) * Math.min(intervalMs, SPREAD_MS);
  return Math.ceil((now + delayMs) / GRID_MS) * GRID_MS;
}
