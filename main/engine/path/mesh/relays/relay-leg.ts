/** The round trip to one relay, of binding requests that came back or didn't; pure. */
import { median } from '../../../../../shared/quantiles.ts';

/** At one in ten seconds: a change shows within half a minute, and one slow answer never does. */
const KEPT = 5;
/** What was measured before so many losses in a row says nothing any more. */
const FORGOTTEN_AFTER = 3;

export class RelayLeg {
  #rtts: number[] = [];
  #missed = 0;
  #answeredAtMs: number | null = null;

  /** When it last answered; null: never. Whoever never did may be behind a firewall that drops STUN alone. */
  get answeredAtMs(): number | null {
    return this.#answeredAtMs;
  }

  /** Median of the last few in ms; null when nothing is known. */
  get rttMs(): number | null {
    return this.#missed >= FORGOTTEN_AFTER ? null : median(this.#rtts);
  }

  /** @param rttMs - null: it had to be asked twice, so that nobody knows. */
  answered(rttMs: number | null, nowMs: number): void {
    this.#missed = 0;
    this.#answeredAtMs = nowMs;
    if (rttMs !== null) this.#rtts = [...this.#rtts, rttMs].slice(-KEPT);
  }

  /** @returns whether that is news: it answered before, and has now failed to for the last time that is forgiven. */
  missed(): boolean {
    this.#missed++;
    if (this.#missed >= FORGOTTEN_AFTER) this.#rtts = [];
    return this.#missed === FORGOTTEN_AFTER && this.#answeredAtMs !== null;
  }
}
