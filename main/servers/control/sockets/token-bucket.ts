/**
 * A bucket that fills steadily and from which each event takes one. Events beyond it leave a debt, down to minus its
 * size, so that someone who never stops is told apart from someone who was hasty.
 */
export class TokenBucket {
  #size: number;
  #perMs: number;
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

  /** Changes what it holds and how fast it fills; what is in it stays, and what a larger one holds more is there. */
  resize(size: number, perSecond: number, now: number): void {
    this.#fill(now);
    this.#tokens += size - this.#size;
    this.#size = size;
    this.#perMs = perSecond / 1000;
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

/**
 * Takes one from the bucket of this name, which is made when missing. A bucket whose terms have changed goes on with
 * what it has.
 * @param terms - how many at once, and the time after which there is one more. @returns as {@link TokenBucket.take}.
 */
export function takeFrom(
  buckets: Map<string, TokenBucket>,
  name: string,
  { burst, everyMs }: { readonly burst: number; readonly everyMs: number },
  now: number,
): number {
  const bucket = buckets.get(name) ?? new TokenBucket(burst, 1000 / everyMs, now);
  buckets.set(name, bucket);
  bucket.resize(burst, 1000 / everyMs, now);
  return bucket.take(now);
}
