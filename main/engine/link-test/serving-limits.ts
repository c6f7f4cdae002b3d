/** How much test traffic of others this member serves; pure, with times passed in. */
import type { RefusalReason } from './traffic-packet.ts';

const ASKS_PER_SECOND = 5;
const RUNS_AT_ONCE = 2;
/** When to ask again while another test is in the way. */
export const BUSY_MS = 5_000;
/** A member may keep us busy for two minutes in ten, all of them together for five. */
const WINDOW_MS = 10 * 60_000;
const MEMBER_MS = 2 * 60_000;
const TOTAL_MS = 5 * 60_000;

interface Served {
  readonly member: string;
  readonly atMs: number;
  readonly ms: number;
}

export class ServingLimits {
  readonly #asks = new Map<string, number[]>();
  #served: Served[] = [];

  /** False: asked too often to be answered at all. */
  mayAsk(member: string, nowMs: number): boolean {
    const recent = (this.#asks.get(member) ?? []).filter((atMs) => nowMs - atMs < 1000);
    const may = recent.length < ASKS_PER_SECOND;
    this.#asks.set(member, may ? [...recent, nowMs] : recent);
    return may;
  }

  /** Takes the time of a run from what the member and all have left. @returns why not, or null when it is granted. */
  admit(
    member: string,
    ms: number,
    running: number,
    nowMs: number,
  ): { readonly reason: RefusalReason; readonly retryAfterMs: number } | null {
    if (running >= RUNS_AT_ONCE) return { reason: 'busy', retryAfterMs: BUSY_MS };
    this.#served = this.#served.filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
    const own = this.#served.filter((served) => served.member === member);
    const isTooMuch = total(own) + ms > MEMBER_MS || total(this.#served) + ms > TOTAL_MS;
    if (isTooMuch) {
      const oldest = (total(own) + ms > MEMBER_MS ? own : this.#served)[0];
      return {
        reason: 'too-often',
        retryAfterMs: oldest === undefined ? WINDOW_MS : oldest.atMs + WINDOW_MS - nowMs,
      };
    }
    this.#served.push({ member, atMs: nowMs, ms });
    return null;
  }

  /** Gives back what a run that ended early did not use. */
  giveBack(member: string, ms: number): void {
    const at = this.#served.findLastIndex((served) => served.member === member);
    const served = this.#served[at];
    if (served !== undefined) this.#served[at] = { ...served, ms: Math.max(0, served.ms - ms) };
  }
}

function total(served: readonly Served[]): number {
  return served.reduce((sum, { ms }) => sum + ms, 0);
}
