/** How long to wait before a helper that ended is started again: not at all once, longer each time in a row. */

/** A helper that held for so long had no trouble of its own. */
export const LASTS_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** From then on people are told. */
const MANY = 3;

export interface Loss {
  /** How often in a row, this time included. */
  readonly times: number;
  readonly pauseMs: number;
  readonly isMany: boolean;
}

export class RelaunchPause {
  #times = 0;
  #lastAt = 0;

  /** The helper ended on its own. @param now - monotonic ms. */
  lost(now: number): Loss {
    this.#times = now - this.#lastAt > LASTS_MS ? 1 : this.#times + 1;
    this.#lastAt = now;
    const pauseMs =
      this.#times === 1 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#times - 2));
    return { times: this.#times, pauseMs, isMany: this.#times >= MANY };
  }
}
