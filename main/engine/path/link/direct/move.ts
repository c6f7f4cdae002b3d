/**
 * One move of an established session from the relay to a direct path, as one end makes it. Pure.
 *
 * Each packet makes WireGuard follow the other end to where it came from, so one that still comes over the relay
 * undoes the move: WireGuard is pointed at the target again, and echoes at once, which leads the other end's there.
 * Nothing is lost meanwhile, since both ways work. At last the relay holds the pair for a moment: what the ends make
 * each other send to and fro would circle for as long as a game sends at the rhythm of the round trip.
 */
import type { DirectKind } from '../../../../../shared/model/reachability.ts';
import type { DirectEffect } from './direct-events.ts';

/** What was sent over the relay before a move has come by then, and few packets circle, at the rates of games. */
const SETTLE_MS = 600;
/** Longer than the round trips that carry the last relayed packets; it lapses by itself. */
const HOLD_MS = 400;
const VERIFY_MS = 600;
/** What comes over the relay after so long a pause was sent by an end that went back. */
const WENT_BACK_MS = 400;
/** A relayed echo that came before WireGuard was pointed elsewhere proves nothing, and that takes a moment. */
export const IN_FLIGHT_MS = 60;

export class Move {
  readonly kind: DirectKind;
  readonly #target: string | null;
  #pointedAtMs: number;
  /** When something last came over the relay, or the move began. */
  #relayedAtMs: number;
  /** An echo came since WireGuard was pointed at the target, as the last look knows. */
  #isHeard = false;
  #holdAtMs: number;
  #deadlineMs: number;
  #hasArrived = false;

  /** @param target - where WireGuard sends from now on; null: it follows the other end. */
  constructor(kind: DirectKind, target: string | null, nowMs: number) {
    this.kind = kind;
    this.#target = target;
    this.#pointedAtMs = nowMs;
    this.#relayedAtMs = nowMs;
    this.#holdAtMs = nowMs + SETTLE_MS;
    this.#deadlineMs = nowMs + VERIFY_MS;
  }

  /** The path carries echoes; packets of before may still undo the move. */
  get hasArrived(): boolean {
    return this.#hasArrived;
  }

  /** When {@link Move.isOver} becomes true, unless something happens before. */
  get nextAtMs(): number {
    return this.#deadlineMs;
  }

  /** Whether it came about, or it didn't and won't. */
  isOver(nowMs: number): boolean {
    return nowMs >= this.#deadlineMs;
  }

  /** What moves WireGuard, and makes the other end's follow. */
  point(nowMs: number): DirectEffect[] {
    this.#pointedAtMs = nowMs;
    this.#isHeard = false;
    const hurry = { type: 'hurry' } as const;
    return this.#target === null ? [hurry] : [{ type: 'point', endpoint: this.#target }, hurry];
  }

  /** WireGuard followed a packet from the relay. @returns null when the other end went back. */
  insist(nowMs: number): DirectEffect[] | null {
    const quietMs = nowMs - this.#relayedAtMs;
    this.#relayedAtMs = nowMs;
    const mayCircle = this.#holdAtMs < Number.POSITIVE_INFINITY;
    // An end that found its way goes back no more: what comes late circles.
    if (quietMs > WENT_BACK_MS && !(this.#hasArrived && mayCircle)) return null;
    const hold = nowMs < this.#holdAtMs ? [] : this.#hold(nowMs);
    if (mayCircle) this.#deadlineMs = nowMs + VERIFY_MS;
    const again = this.point(nowMs);
    // Where we only follow, echoes over the relay would lead the other end back there.
    return this.#target === null ? [] : [...hold, ...again];
  }

  /**
   * A look shows that WireGuard sends directly. An echo by way of the relay would have made it follow, so that one that
   * came before this look was asked for, as the last look knew, is direct, or something came directly since.
   */
  verify(heardAtMs: number, nowMs: number): DirectEffect[] {
    const isProved = this.#isHeard;
    this.#isHeard ||= heardAtMs >= this.#pointedAtMs + IN_FLIGHT_MS;
    if (this.#hasArrived) return nowMs < this.#holdAtMs ? [] : this.#hold(nowMs);
    if (!isProved) return [];
    this.#hasArrived = true;
    this.#deadlineMs = nowMs + VERIFY_MS;
    return [{ type: 'decoys', endpoints: [] }];
  }

  /** Once a move, by an end that points. */
  #hold(nowMs: number): DirectEffect[] {
    this.#holdAtMs = Number.POSITIVE_INFINITY;
    this.#deadlineMs = nowMs + VERIFY_MS;
    return this.#target === null ? [] : [{ type: 'hold', ms: HOLD_MS }];
  }
}
