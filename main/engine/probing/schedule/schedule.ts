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
/** A wake-up costs more than a probe. The targets of a usual party share four in a second. */
const SHARED_SLOTS = 4;
/** So few small packets harm nobody, and don't wait for each other on a slow line. */
const AT_ONCE = 4;

/** Monotonic ms of the `index`-th target's first probe: the same slots whenever it is added. */
export function firstSlot(index: number, intervalMs: number, now: number): number {
  const periodMs = Math.min(intervalMs, SPREAD_MS);
  const between = radicalInverse(Math.floor(index / (SHARED_SLOTS * AT_ONCE)));
  const offsetMs = Math.floor((((index % SHARED_SLOTS) + between) / SHARED_SLOTS) * periodMs);
  const slot = Math.floor(now / periodMs) * periodMs + offsetMs;
  return slot >= now ? slot : slot + periodMs;
}

/** The number's binary digits behind the point: 0, 1/2, 1/4, 3/4, 1/8 …, each far from those before it. */
function radicalInverse(number: number): number {
  let [inverse, digit] = [0, 0.5];
  for (let rest = number; rest > 0; rest >>= 1, digit /= 2) inverse += (rest & 1) * digit;
  return inverse;
}
