/**
 * A look at a direct path before the session moves there, as one end takes it. Pure.
 *
 * For a moment WireGuard sends there, then again where it sent before. Where that arrives, the other end's WireGuard follows,
 * so that its answers come directly, and ours follows those: that it sends directly though it was pointed back proves both
 * ways. Where it doesn't, a game has lost what it sent in that moment, and nothing else. The ends take turns, so that
 * neither takes the other's packets for answers.
 */
import type { DirectEffect, EndpointLook } from './direct-events.ts';
import { IN_FLIGHT_MS } from './move.ts';

/** Enough for an answer from nearby; what comes from far away comes for as long after it. */
const MOMENT_MS = 150;
/** WireGuard is pointed somewhere in a few ms; nothing waits longer for a busy machine. */
const POINTED_WITHIN_MS = 200;
/** That moment, a round trip that people still play over, and a look that shows it. */
const TURN_MS = 600;
/** When an end has its turn, in ms from now. */
export interface Turn {
  /** Null: it only follows. */
  readonly inMs: number | null;
  /** When both have had theirs. */
  readonly endsInMs: number;
}

/** Of the end that was asked, which begins. */
export const firstTurn: Turn = { inMs: 0, endsInMs: 2 * TURN_MS };

/** Of the end that plans. @param tripMs - what a signal takes there and back. */
export function plannersTurn({ leads, isFirst }: { leads: boolean; isFirst: boolean }, tripMs: number): Turn {
  const inMs = isFirst ? 0 : TURN_MS + tripMs;
  return leads ? { inMs, endsInMs: inMs + TURN_MS } : { inMs: null, endsInMs: TURN_MS + tripMs };
}

export class Glance {
  readonly #target: string | null;
  readonly #back: string | null;
  readonly #startedAtMs: number;
  readonly #turn: Turn;
  #stage: 'waiting' | 'out' | 'back' = 'waiting';
  /** When the stage is over. */
  #nextAtMs: number;
  /** When WireGuard was last pointed there. */
  #pointedAtMs = 0;
  /** An echo came since, as the last look knows. */
  #isHeard = false;

  /** @param target - where to look; null: it only follows. @param back - where WireGuard sends now; null: to the relay. */
  constructor(target: string | null, back: string | null, turn: Turn, nowMs: number) {
    this.#target = target;
    this.#back = back;
    this.#turn = turn;
    this.#startedAtMs = nowMs;
    this.#nextAtMs = target === null || turn.inMs === null ? Number.POSITIVE_INFINITY : nowMs + turn.inMs;
  }

  get nextAtMs(): number {
    return Math.min(this.#nextAtMs, this.#startedAtMs + this.#turn.endsInMs);
  }

  /** @returns what to do now; null: nobody answered in time. */
  tick(nowMs: number): DirectEffect[] | null {
    if (nowMs >= this.#nextAtMs) return this.#stage === 'waiting' ? this.#goOut(nowMs) : this.comeBack();
    return this.#stage !== 'out' && nowMs >= this.#startedAtMs + this.#turn.endsInMs ? null : [];
  }

  /** Points WireGuard back where it has been pointed away. */
  comeBack(): DirectEffect[] {
    if (this.#stage !== 'out') return [];
    this.#stage = 'back';
    this.#nextAtMs = Number.POSITIVE_INFINITY;
    return [{ type: 'point', endpoint: this.#back }, { type: 'hurry' }];
  }

  /**
   * @param look - of after all that was done to WireGuard. @param heardAtMs - when an echo last came.
   * @returns what to do; null: the path works.
   */
  observe({ relayed, endpoint }: EndpointLook, heardAtMs: number, nowMs: number): DirectEffect[] | null {
    const isElsewhere = !relayed && endpoint !== this.#back;
    if (this.#stage !== 'out') return isElsewhere ? null : [];
    this.#nextAtMs = Math.min(this.#nextAtMs, nowMs + MOMENT_MS);
    if (!isElsewhere) return this.#point(nowMs);
    const isProved = this.#isHeard;
    this.#isHeard ||= heardAtMs >= this.#pointedAtMs + IN_FLIGHT_MS;
    return isProved ? null : [];
  }

  #goOut(nowMs: number): DirectEffect[] {
    this.#stage = 'out';
    this.#nextAtMs = nowMs + POINTED_WITHIN_MS + MOMENT_MS;
    return this.#point(nowMs);
  }

  #point(nowMs: number): DirectEffect[] {
    this.#pointedAtMs = nowMs;
    this.#isHeard = false;
    return [{ type: 'point', endpoint: this.#target }, { type: 'hurry' }];
  }
}
