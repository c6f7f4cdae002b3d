/** Notices from a router's clock that it restarted and forgot its mappings (RFC 6887 §8.5; RFC 6886 §3.6 asks for less). */

interface Reading {
  readonly epochSeconds: number;
  readonly atMs: number;
}

/** The shift that two clocks may have between two readings: 1 part in 16, and these seconds. */
const TOLERANCE_SECONDS = 2;

export class EpochWatch {
  #last: Reading | null = null;

  /** Takes a reading. @returns whether the router kept its mappings since the last one. */
  accept(epochSeconds: number, atMs: number): boolean {
    const last = this.#last;
    this.#last = { epochSeconds, atMs };
    if (last === null) return true;
    const router = epochSeconds - last.epochSeconds;
    const own = (atMs - last.atMs) / 1000;
    // Replies may overtake each other by a second.
    if (router < -1) return false;
    return keepsPace(router, own) && keepsPace(own, router);
  }
}

function keepsPace(one: number, other: number): boolean {
  return one + TOLERANCE_SECONDS >= other - other / 16;
}
