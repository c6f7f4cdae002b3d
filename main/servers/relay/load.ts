/** How much happens in a second, in windows of one second. */

const SECOND_MS = 1000;

/** Grants each key so many goes a second. Holds no more keys than asked in one second. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #taken = new Map<unknown, number>();
  #windowEndsMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Takes one go; false when this second's are used up. */
  take(key: unknown, nowMs: number): boolean {
    if (nowMs >= this.#windowEndsMs) {
      this.#taken.clear();
      this.#windowEndsMs = nowMs + SECOND_MS;
    }
    const taken = this.#taken.get(key) ?? 0;
    if (taken >= this.#perSecond) return false;
    this.#taken.set(key, taken + 1);
    return true;
  }
}

/** Tells when initiations come faster than the relay wants to answer them. */
export class LoadDetector {
  readonly #rate: RateLimit;
  #loadedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.#rate = new RateLimit(perSecond);
  }

  /** Counts an arrival. @returns whether the relay is under load: from the first too many until 1 s after the last. */
  arrival(nowMs: number): boolean {
    if (!this.#rate.take('initiation', nowMs)) this.#loadedUntilMs = nowMs + SECOND_MS;
    return nowMs < this.#loadedUntilMs;
  }
}
