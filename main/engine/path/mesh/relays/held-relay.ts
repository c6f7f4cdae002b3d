/**
 * One relay that we are registered with: whether it serves us, and how far away it is. Its own keepalives say nothing
 * (it never answers any), so it is asked over STUN, and doubted when members behind it fall silent.
 */
import type { RelayInfo } from '../../../../../shared/control/messages.ts';
import { soonestAfter } from '../../deadline.ts';
import type { OwnLeg } from '../../link/rank-relays.ts';
import type { Patience } from './relay-effects.ts';
import { RelayLeg } from './relay-leg.ts';
import { RelayPeer } from './relay-peer.ts';

const MEASURE_EVERY_MS = 10_000;
/** The first figures soon, so that pairs don't stay where they met for long. */
const FIRST_MEASURES = 3;
const FIRST_EVERY_MS = 1000;
/** One that is gone is looked for, so that it is back within a second of its return; after a minute, less often. */
const SEARCH_EVERY_MS = 1000;
const SEARCHES = 60;
/** Sent once: a round trip that includes a repetition would be none. */
const MEASURE: Patience = { sends: 1, rtoMs: 500, budgetMs: 2000 };
/** Three sendings while the silence grows from suspicious to deadly. */
const SUSPECT: Patience = { sends: 4, rtoMs: 100, budgetMs: 1000 };
/** A living relay answers sooner, unless it is farther away than was measured. */
const UNANSWERED_MS = 200;
/** What a machine on which ten things begin at once may need for one of them. */
const BUSY_MS = 8000;
/** A handshake takes two round trips at worst, and the second try comes after 250 ms. */
const GRACE_MS = 700;
/**
 * A living relay behind which members fall silent isn't bothered more often: a doubt costs it a handshake (272 bytes),
 * and of 64 members behind one address fewer ask than the 20 a second that it answers. One that restarts twice knows us
 * again no later.
 */
const REFRESH_INTERVAL_MS = 4000;

export interface HeldRelayOptions {
  readonly info: RelayInfo;
  /** Where a relay without endpoints is. */
  readonly serverAddress: string;
  readonly keepaliveSeconds: number;
  /** Sends a binding request to the relay, and leads the answer to {@link HeldRelay.answered}. */
  ask(relay: HeldRelay, patience: Patience): void;
  /** 0 ≤ x < 1. */
  random(): number;
}

export class HeldRelay {
  readonly info: RelayInfo;
  readonly peer: RelayPeer;
  readonly #options: HeldRelayOptions;
  readonly #leg = new RelayLeg();
  #measured = 0;
  #searched = 0;
  #askAtMs = 0;
  /** Until then, silence may be that of the first handshake. */
  #graceUntilMs: number;
  #suspectedAtMs: number | null = null;
  #unreachedSinceMs: number | null;
  #refreshAfterMs = 0;

  constructor(options: HeldRelayOptions, nowMs: number) {
    const { info, serverAddress, keepaliveSeconds } = options;
    this.info = info;
    this.#options = options;
    this.peer = new RelayPeer(info, serverAddress, keepaliveSeconds);
    this.#graceUntilMs = nowMs + GRACE_MS;
    this.#unreachedSinceMs = nowMs;
  }

  get rttMs(): number | null {
    return this.peer.transport === 'udp' ? this.#leg.rttMs : null;
  }

  get isSuspected(): boolean {
    return this.#suspectedAtMs !== null;
  }

  leg(nowMs: number): OwnLeg {
    const unreached = nowMs < this.#graceUntilMs ? 'doubtful' : 'down';
    return { id: this.info.id, rttMs: this.rttMs, state: this.peer.reached ? 'up' : unreached };
  }

  /**
   * Whether it answered a question since its handshakes began to be unanswered, not long ago: UDP gets out, and a machine or
   * a relay that is busy needs a moment more. Where that lasts, something lets STUN pass and WireGuard not.
   */
  answersLately(nowMs: number): boolean {
    const sinceMs = this.#unreachedSinceMs;
    const { answeredAtMs } = this.#leg;
    if (sinceMs === null || answeredAtMs === null || answeredAtMs < sinceMs) return false;
    return nowMs < sinceMs + BUSY_MS;
  }

  /** When time alone changes something next. */
  nextAtMs(nowMs: number): number {
    return soonestAfter(
      nowMs,
      this.peer.nextAtMs(nowMs),
      this.peer.transport === 'tcp' ? Number.POSITIVE_INFINITY : this.#askAtMs,
      this.#graceUntilMs,
      this.#refreshAfterMs,
      this.#suspectedAtMs === null ? Number.POSITIVE_INFINITY : this.#suspectedAtMs + this.#patienceMs,
    );
  }

  /** To be called whenever time has passed. */
  tick(nowMs: number): void {
    this.#unreachedSinceMs = this.peer.reached ? null : (this.#unreachedSinceMs ?? nowMs);
    if (nowMs < this.#askAtMs || this.peer.transport === 'tcp') return;
    this.#askAtMs = nowMs + this.#nextMeasureInMs();
    this.#ask(MEASURE);
  }

  /**
   * Members behind it have been silent for a while: it may be dead, may have restarted, or our NAT moved us. WireGuard
   * would notice at its next handshake, two minutes later; a new one now registers us again and costs a living relay
   * nothing. @returns whether it has to be reached anew.
   */
  suspect(nowMs: number): boolean {
    this.#suspectedAtMs = nowMs;
    if (this.peer.transport === 'udp') this.#ask(SUSPECT);
    return this.refresh(nowMs);
  }

  /** Something relayed by it was heard. */
  trust(): void {
    this.#suspectedAtMs = null;
  }

  /** The silence is one that kills, or a handshake over it isn't answered. @returns as {@link suspect}. */
  doubt(nowMs: number): boolean {
    if (!this.#isUnanswered(nowMs)) return this.refresh(nowMs);
    const wasReached = this.peer.reached;
    if (wasReached) this.renew(nowMs);
    this.#graceUntilMs = nowMs;
    return wasReached;
  }

  /** Registers us again, in case that it forgot us unseen. @returns as {@link suspect}. */
  refresh(nowMs: number): boolean {
    if (!this.peer.reached || nowMs < this.#refreshAfterMs) return false;
    this.renew(nowMs);
    return true;
  }

  /** Shakes hands anew. */
  renew(nowMs: number): void {
    this.#refreshAfterMs = nowMs + REFRESH_INTERVAL_MS;
    this.#graceUntilMs = nowMs + GRACE_MS;
    this.#askAtMs = nowMs;
    this.peer.startOver();
  }

  /** It answered before, and doesn't now, though it was asked since it is suspected. */
  #isUnanswered(nowMs: number): boolean {
    const { answeredAtMs } = this.#leg;
    if (this.peer.transport === 'tcp' || this.#suspectedAtMs === null || answeredAtMs === null) return false;
    return answeredAtMs < this.#suspectedAtMs && nowMs >= this.#suspectedAtMs + this.#patienceMs;
  }

  get #patienceMs(): number {
    return Math.max(UNANSWERED_MS, 1.5 * (this.#leg.rttMs ?? 0));
  }

  #nextMeasureInMs(): number {
    if (!this.peer.reached) return this.#searched++ < SEARCHES ? SEARCH_EVERY_MS : MEASURE_EVERY_MS;
    this.#searched = 0;
    this.#measured++;
    if (this.#measured <= FIRST_MEASURES) return FIRST_EVERY_MS;
    // Not all members at once.
    return MEASURE_EVERY_MS * (0.75 + 0.5 * this.#options.random());
  }

  #ask(patience: Patience): void {
    this.#options.ask(this, patience);
  }

  /** How a binding request went. @param afterMs - null: no answer. */
  answered(afterMs: number | null, { sends, rtoMs }: Patience, nowMs: number): void {
    if (afterMs === null) {
      // A dead relay that nobody is sent through at the moment would go unnoticed.
      if (this.#leg.missed() && this.peer.reached) this.renew(nowMs);
      return;
    }
    const isRepeated = sends > 1 && afterMs >= rtoMs;
    this.#leg.answered(isRepeated ? null : afterMs, nowMs);
    this.peer.retrySoon(nowMs);
  }
}
