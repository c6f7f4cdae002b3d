/** When WireGuard is asked how it is: often while somebody waits for a handshake, once a second in peace. Pure. */
import { nextMultiple } from '../../../base/time.ts';

const EAGER_MS = 15;
const CALM_MS = 1000;
/** What doesn't come about in this time must not keep the machine busy. */
const EAGER_FOR_MS = 5000;

/** now: for a moment that counts in milliseconds. soon: somebody waits for a handshake. */
export type Urgency = 'now' | 'soon' | 'none';

export class LookPace {
  #isAsked = false;
  #answeredAtMs = Number.NEGATIVE_INFINITY;
  #eagerUntilMs = Number.NEGATIVE_INFINITY;
  /** Whether the pause at hand is over whatever is urgent. */
  #isHurried = true;

  /** Somebody waits for a handshake from now on. */
  hurry(nowMs: number): void {
    this.#eagerUntilMs = nowMs + EAGER_FOR_MS;
    this.#isHurried = true;
  }

  /** The answer came, or it is clear that none will. */
  answered(nowMs: number): void {
    this.#isAsked = false;
    this.#answeredAtMs = nowMs;
  }

  /** Takes the next look where it is due. */
  take(urgency: Urgency, nowMs: number): boolean {
    if (nowMs < this.nextAtMs(urgency, nowMs)) return false;
    this.#isAsked = true;
    this.#isHurried = false;
    return true;
  }

  /** When the next look is due, which may be in the past; infinite: the last one has not been answered. */
  nextAtMs(urgency: Urgency, nowMs: number): number {
    if (this.#isAsked) return Number.POSITIVE_INFINITY;
    if (this.#isHurried) return nowMs;
    const isEager = urgency === 'now' || (urgency === 'soon' && nowMs < this.#eagerUntilMs);
    return isEager ? this.#answeredAtMs + EAGER_MS : nextMultiple(this.#answeredAtMs, CALM_MS);
  }
}
