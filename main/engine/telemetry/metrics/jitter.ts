/** How much the latency wavers: mean deviation of successive round trips, smoothed as RTP does. */

export class Jitter {
  #valueMs: number | null = null;
  #previousRttMs: number | null = null;

  /** Takes the round trips in the order of their arrival. @see RFC 3550 §6.4.1 */
  add(rttMs: number): void {
    if (this.#previousRttMs !== null) {
      const before = this.#valueMs ?? 0;
      this.#valueMs = before + (Math.abs(rttMs - this.#previousRttMs) - before) / 16;
    }
    this.#previousRttMs = rttMs;
  }

  /** null before the second answer. */
  get ms(): number | null {
    return this.#valueMs;
  }
}
