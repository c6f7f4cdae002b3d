/** How often tests may be started; pure, with times passed in. */

const MINUTE_MS = 60_000;
/** Scripts may watch a link closely; nobody needs to load one all the time. */
const STARTS_A_MINUTE = 60;
const LOADING_A_MINUTE = 6;

export class StartLimits {
  #starts: { readonly atMs: number; readonly isLoading: boolean }[] = [];

  /** Counts a start. @returns null when it may, else in how many ms it may. */
  take(isLoading: boolean, nowMs: number): number | null {
    this.#starts = this.#starts.filter(({ atMs }) => nowMs - atMs < MINUTE_MS);
    const same = this.#starts.filter((start) => !isLoading || start.isLoading);
    const oldest = same[0];
    if (oldest !== undefined && same.length >= (isLoading ? LOADING_A_MINUTE : STARTS_A_MINUTE)) {
      return oldest.atMs + MINUTE_MS - nowMs;
    }
    this.#starts.push({ atMs: nowMs, isLoading });
    return null;
  }
}
