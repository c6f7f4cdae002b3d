/** Notices that the wall clock was set, or that the machine slept: both look like a jump against the monotonic clock. */

/** Clocks that are steered smoothly stay within this from one second to the next. */
const JUMP_MS = 2_000;

export class ClockWatch {
  #offsetMs: number | null = null;
  #steadySinceMs: number | null = null;

  /** Takes both clocks, about once a second. @returns by how much the wall clock jumped; 0 mostly. */
  note(monotonicMs: number, wallMs: number): number {
    const offsetMs = wallMs - monotonicMs;
    const jumpedMs = this.#offsetMs === null ? 0 : offsetMs - this.#offsetMs;
    this.#offsetMs = offsetMs;
    const isJump = Math.abs(jumpedMs) >= JUMP_MS;
    if (isJump || this.#steadySinceMs === null) this.#steadySinceMs = monotonicMs;
    return isJump ? jumpedMs : 0;
  }

  /** How long the wall clock has been running without a jump, ms. */
  steadyForMs(monotonicMs: number): number {
    return this.#steadySinceMs === null ? 0 : monotonicMs - this.#steadySinceMs;
  }
}
