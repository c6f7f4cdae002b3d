import type { Clock } from '../../../base/clock.ts';

export interface RateLimit {
  readonly burst: number;
  readonly perMinute: number;
}

/** A token bucket: how often something may happen. */
export class Rate {
  readonly #clock: Clock;
  readonly #limit: RateLimit;
  #tokens: number;
  #at: number;

  constructor(clock: Clock, limit: RateLimit) {
    this.#clock = clock;
    this.#limit = limit;
    this.#tokens = limit.burst;
    this.#at = clock.now();
  }

  /** Whether it may happen now; it is counted then. */
  take(): boolean {
    const now = this.#clock.now();
    const { burst, perMinute } = this.#limit;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 60_000) * perMinute);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
