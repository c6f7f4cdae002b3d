/**
 * A bucket that fills steadily and from which each event takes one. Events beyond it leave a debt, down to minus its
 * size, so that someone who never stops is told apart from someone who was hasty.
 */
export class TokenBucket {
  readonly #size: number;
  readonly #perMs: number;
  #tokens: number;
  #at: number;

  /** @param perSecond - refill. @param now - monotonic ms. */
  constructor(size: number, perSecond: number, now: number) {
    this.#size = size;
    this.#perMs = perSecond / 1000;
    this.#tokens = size;
    this.#at = now;
  }

  /** Takes one. @returns ms until one is there again; 0 when it was there. */
  take(now: number): number {
    this.#fill(now);
    this.#tokens = Math.max(-this.#size, this.#tokens - 1);
    return this.#tokens >= 0 ? 0 : Math.ceil(-this.#tokens / this.#perMs);
  }

  /** True when the debt is as deep as it goes. */
  get exhausted(): boolean {
    return this.#tokens <= -this.#size;
  }

  /** True when nothing is missing, and the bucket may be forgotten. */
  isFull(now: number): boolean {
    this.#fill(now);
    return this.#tokens >= this.#size;
  }

  #fill(now: number): void {
    this.#tokens = Math.min(this.#size, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
  }
}
