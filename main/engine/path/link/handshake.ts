/**
 * The life of the link to one member, free of I/O: events and the time go in, effects come out.
 *
 * Exactly one side starts the WireGuard handshake. The passive side configures the peer without keepalive and says
 * `ready`; only then does the active side configure it with keepalive, which makes WireGuard initiate at once. A
 * member that joins finds the others ready by themselves, since they see it come; in every other case the side that
 * wants the link says `reach`. When both do, the smaller key stays active.
 */

import { soonestAfter } from '../deadline.ts';
import type { HandshakeEffect, HandshakeEvent } from './handshake-events.ts';
import type { Liveness } from './liveness.ts';

export type LinkStage = 'finding' | 'reaching' | 'securing' | 'secured';

/** A ready that got lost costs this long; a joiner normally has it within one round trip to the server. */
const READY_WAIT_MS = 1000;
/** Well above a handshake over any path, well below WireGuard's own 5 s retry, which `fresh` clears. */
const HANDSHAKE_WAIT_MS = 2500;
const RETRY_CEILING_MS = 15_000;
/** Two sides that both said reach within this time meant the same attempt. */
const GLARE_MS = 5000;
/** What a control server that is busy, or far away, takes for a signal. */
const SIGNAL_TAKES_MS = 2000;
/** An echo over any relay that people play over; whoever has no session answers none. */
const ANSWERS_WITHIN_MS = 700;
/** Just before a handshake is given up. */
const DOUBTFUL_HANDSHAKE_MS = 2000;
/** Silence that people should be told the reason of. */
const STALLED_AFTER_MS = 15_000;

export class Handshake {
  /** Decides glare: the smaller key stays active. */
  readonly #smallerKey: boolean;
  readonly #life: Liveness;
  #stage: LinkStage = 'finding';
  #role: 'active' | 'passive' = 'passive';
  #online: boolean;
  #relayReached: boolean;
  #mayInitiate = true;
  /** What waits for the relay: our ready to be said, or the peer's ready to be followed. */
  #waiting: 'say-ready' | 'start' | null = null;
  #relayed = true;
  #wasSecured = false;
  /** Our WireGuard tries to shake hands, with no session to lose. */
  #initiating = false;
  #awaitedSinceMs = 0;
  /** Any other stamp is that of the handshake that is wanted now. */
  #oldHandshakeAt: number | null = null;
  #handshakeAt: number | null = null;
  #unsettledSinceMs: number;
  #isRemoved = false;
  #reachedAtMs = Number.NEGATIVE_INFINITY;
  #securedAtMs = Number.NEGATIVE_INFINITY;
  /** What the other end said although we hear it: an echo is to tell whether that is out of date. */
  #doubted: { readonly kind: 'ready' | 'reach'; readonly sinceMs: number } | null = null;
  #retryAtMs = Number.POSITIVE_INFINITY;
  #attempts = 0;

  /** @param options.life - of the link, fed by whoever has both. */
  constructor(options: {
    smallerKey: boolean;
    online: boolean;
    relayReached: boolean;
    life: Liveness;
    nowMs: number;
  }) {
    this.#smallerKey = options.smallerKey;
    this.#online = options.online;
    this.#relayReached = options.relayReached;
    this.#unsettledSinceMs = options.nowMs;
    this.#life = options.life;
  }

  get stage(): LinkStage {
    return this.#stage;
  }

  get path(): 'relay' | 'direct' | null {
    if (this.#stage !== 'secured') return null;
    return this.#relayed ? 'relay' : 'direct';
  }

  /** The passive side sends nothing before the handshake: any packet of its own would start a second one. */
  get mayEcho(): boolean {
    return this.#stage === 'secured' || (this.#stage === 'securing' && this.#role === 'active');
  }

  /** True when its member is given up until it is heard of: no WireGuard peer is wanted. */
  get isRemoved(): boolean {
    return this.#isRemoved;
  }

  /** What people see; see `linkStates` in the snapshot. */
  state(
    nowMs: number,
  ): 'finding' | 'reaching' | 'securing' | 'relayed' | 'direct' | 'unsteady' | 'lost' | 'away' {
    if (!this.#online && this.#life.isSilent(nowMs)) return 'away';
    if (this.#stage === 'reaching' && this.#wasSecured) return 'lost';
    if (this.#stage !== 'secured') return this.#stage;
    if (this.#life.seemsLost(nowMs)) return 'lost';
    if (this.#life.isUnsteady(nowMs)) return 'unsteady';
    return this.#relayed ? 'relayed' : 'direct';
  }

  /** True when a handshake takes longer than any over a relay that hears us. */
  unanswered(nowMs: number): boolean {
    return this.#stage === 'securing' && nowMs >= this.#awaitedSinceMs + DOUBTFUL_HANDSHAKE_MS;
  }

  /** True when a member that is online has not been secured for so long that the reason should be shown. */
  stalled(nowMs: number): boolean {
    return this.#online && this.#stage !== 'secured' && nowMs >= this.#unsettledSinceMs + STALLED_AFTER_MS;
  }

  /** When time alone changes something next. */
  nextAtMs(nowMs: number): number {
    return soonestAfter(
      nowMs,
      this.#retryAtMs,
      (this.#doubted?.sinceMs ?? Number.POSITIVE_INFINITY) + ANSWERS_WITHIN_MS,
      this.#awaitedSinceMs + DOUBTFUL_HANDSHAKE_MS,
      this.#unsettledSinceMs + STALLED_AFTER_MS,
    );
  }

  handle(event: HandshakeEvent, nowMs: number): HandshakeEffect[] {
    switch (event.type) {
      case 'met':
        return this.#meet(event, nowMs);
      case 'presence':
        return this.#setPresence(event.online, nowMs);
      case 'reconnected':
        if (this.#isUnsettled) this.#askSoon(nowMs);
        return [];
      case 'relay':
        this.#relayReached = event.reached;
        this.#mayInitiate = event.mayInitiate ?? true;
        return event.reached ? this.#relayCame(nowMs) : [];
      case 'signal':
        return this.#isWell(nowMs) ? this.#doubt(event.kind, nowMs) : this.#follow(event.kind, nowMs);
      case 'heard':
        if ((event.askedAtMs ?? 0) >= (this.#doubted?.sinceMs ?? Number.POSITIVE_INFINITY))
          this.#doubted = null;
        return this.#isUnsettled ? this.#secured(nowMs) : [];
      case 'status':
        return this.#status(event, nowMs);
      case 'restart':
        return this.#restart(event.initiate ?? this.#smallerKey, nowMs);
      case 'tick':
        return this.#tick(nowMs);
    }
  }

  #meet(event: Extract<HandshakeEvent, { type: 'met' }>, nowMs: number): HandshakeEffect[] {
    if (event.how === 'came') return this.#becomePassive(nowMs);
    if (event.how === 'resumed' && event.handshakeAt === null) return this.#reach(nowMs);
    if (event.how === 'found') {
      this.#stage = 'reaching';
      this.#retryAtMs = nowMs + READY_WAIT_MS;
      return [];
    }
    // WireGuard kept the session while we were away: use it, and start anew only if nothing comes back.
    this.#stage = 'securing';
    this.#role = 'active';
    this.#handshakeAt = event.how === 'resumed' ? event.handshakeAt : null;
    this.#await(nowMs);
    this.#retryAtMs = nowMs + READY_WAIT_MS;
    return [{ type: 'configure', keepalive: true, fresh: false }];
  }

  #setPresence(online: boolean, nowMs: number): HandshakeEffect[] {
    if (online && !this.#online) {
      // A member that restarted says reach by itself; this is for one that only lost the control plane.
      this.#askSoon(nowMs);
      this.#unsettledSinceMs = nowMs;
    }
    this.#online = online;
    return [];
  }

  #askSoon(nowMs: number): void {
    this.#retryAtMs = nowMs + READY_WAIT_MS;
    this.#attempts = 0;
  }

  #becomePassive(nowMs: number): HandshakeEffect[] {
    this.#role = 'passive';
    this.#initiating = false;
    this.#forgetSession(nowMs);
    const configure = { type: 'configure', keepalive: false, fresh: true } as const;
    if (!this.#relayReached) {
      this.#stage = 'reaching';
      this.#waiting = 'say-ready';
      return [configure];
    }
    return [configure, this.#sayReady(nowMs)];
  }

  #sayReady(nowMs: number): HandshakeEffect {
    this.#stage = 'securing';
    this.#waiting = null;
    this.#armRetry(nowMs, HANDSHAKE_WAIT_MS);
    return { type: 'signal', kind: 'ready' };
  }

  /** What comes late was said before the handshake that we have, or leads to the same. */
  #doubt(kind: 'ready' | 'reach', nowMs: number): HandshakeEffect[] {
    if (this.#doubted !== null) return [];
    this.#doubted = { kind, sinceMs: nowMs };
    return [{ type: 'hurry' }];
  }

  #follow(kind: 'ready' | 'reach', nowMs: number): HandshakeEffect[] {
    this.#doubted = null;
    if (kind === 'reach') return this.#reachedBy(nowMs);
    // Both wait: ours is on its way, and the other end can begin.
    if (!this.#mayInitiate && this.#stage === 'securing' && this.#role === 'passive') return [];
    return this.#start(nowMs);
  }

  /** The member is heard over this session, or it is so new that what was said before may still be on its way. */
  #isWell(nowMs: number): boolean {
    if (this.#stage !== 'secured') return false;
    return this.#life.isEchoFresh(nowMs) || nowMs < this.#securedAtMs + SIGNAL_TAKES_MS;
  }

  #start(nowMs: number): HandshakeEffect[] {
    if (!this.#mayInitiate) return this.#becomePassive(nowMs);
    if (!this.#relayReached) {
      this.#waiting = 'start';
      return [];
    }
    this.#waiting = null;
    this.#stage = 'securing';
    this.#role = 'active';
    this.#initiating = true;
    this.#forgetSession(nowMs);
    this.#armRetry(nowMs, HANDSHAKE_WAIT_MS);
    return [{ type: 'configure', keepalive: true, fresh: true }];
  }

  /** Also a link that only says reach may come up, by WireGuard's own retry or because its path is back. */
  get #isUnsettled(): boolean {
    return this.#stage === 'reaching' || this.#stage === 'securing';
  }

  #await(nowMs: number): void {
    this.#doubted = null;
    this.#awaitedSinceMs = nowMs;
    this.#oldHandshakeAt = this.#handshakeAt;
  }

  #forgetSession(nowMs: number): void {
    this.#isRemoved = false;
    this.#await(nowMs);
    this.#life.startOver();
  }

  /** What was sent before went nowhere. */
  #relayCame(nowMs: number): HandshakeEffect[] {
    if (!this.#isUnsettled) return [];
    this.#attempts = 0;
    if (this.#waiting === 'start' || this.#initiating) return this.#start(nowMs);
    // A session that WireGuard kept while we were away needs no relay to be tried.
    const isAnnounced = this.#stage === 'securing' && this.#role === 'passive';
    if (this.#waiting === 'say-ready' || isAnnounced) return [this.#sayReady(nowMs)];
    this.#retryAtMs = Math.min(this.#retryAtMs, nowMs + READY_WAIT_MS);
    return [];
  }

  #reachedBy(nowMs: number): HandshakeEffect[] {
    const glare = nowMs - this.#reachedAtMs < GLARE_MS && this.#stage === 'reaching';
    if (!glare || !this.#smallerKey) return this.#becomePassive(nowMs);
    // The other side follows ours, unless that got lost.
    this.#retryAtMs = Math.min(this.#retryAtMs, nowMs + READY_WAIT_MS);
    return [];
  }

  #reach(nowMs: number): HandshakeEffect[] {
    if (!this.#mayInitiate) {
      const ready = this.#becomePassive(nowMs);
      this.#attempts++;
      return ready;
    }
    this.#stage = 'reaching';
    this.#waiting = null;
    this.#reachedAtMs = nowMs;
    this.#await(nowMs);
    this.#armRetry(nowMs, READY_WAIT_MS);
    this.#attempts++;
    const reach = { type: 'signal', kind: 'reach' } as const;
    if (!this.#initiating) return [reach];
    // An initiation of the attempt that failed would make the other side begin one of its own just as we start anew.
    this.#initiating = false;
    return [{ type: 'configure', keepalive: false, fresh: true }, reach];
  }

  /**
   * Both ends notice a dead session at about the same time, and one of them shakes hands anew without a word: the
   * other's WireGuard answers what comes. Only if that fails is the control plane needed.
   */
  #restart(initiate: boolean, nowMs: number): HandshakeEffect[] {
    this.#stage = 'reaching';
    this.#reachedAtMs = nowMs;
    this.#await(nowMs);
    this.#attempts = 0;
    this.#armRetry(nowMs, READY_WAIT_MS);
    return initiate ? this.#start(nowMs) : [];
  }

  #armRetry(nowMs: number, firstMs: number): void {
    this.#retryAtMs = nowMs + Math.min(RETRY_CEILING_MS, firstMs * 2 ** this.#attempts);
  }

  #status(event: Extract<HandshakeEvent, { type: 'status' }>, nowMs: number): HandshakeEffect[] {
    const { handshakeAt } = event;
    this.#handshakeAt = handshakeAt;
    this.#relayed = event.relayed;
    if (!this.#isUnsettled || handshakeAt === null || handshakeAt === this.#oldHandshakeAt) return [];
    return this.#secured(nowMs);
  }

  #secured(nowMs: number): HandshakeEffect[] {
    this.#stage = 'secured';
    this.#securedAtMs = nowMs;
    this.#waiting = null;
    this.#initiating = false;
    this.#wasSecured = true;
    this.#attempts = 0;
    this.#life.begin(nowMs);
    // Only now may the passive side keep its NAT open as well.
    return this.#role === 'passive' ? [{ type: 'configure', keepalive: true, fresh: false }] : [];
  }

  #tick(nowMs: number): HandshakeEffect[] {
    if (!this.#isRemoved && this.#life.isGone(nowMs)) return this.#remove(nowMs);
    if (this.#doubted !== null && nowMs >= this.#doubted.sinceMs + ANSWERS_WITHIN_MS) {
      return this.#follow(this.#doubted.kind, nowMs);
    }
    if (!this.#online || nowMs < this.#retryAtMs) return [];
    if (this.#isUnsettled) return this.#reach(nowMs);
    if (this.#stage === 'secured' && this.#life.isLost(nowMs)) {
      this.#unsettledSinceMs = nowMs;
      return this.#reach(nowMs);
    }
    return [];
  }

  #remove(nowMs: number): HandshakeEffect[] {
    this.#isRemoved = true;
    this.#initiating = false;
    this.#stage = 'reaching';
    this.#waiting = null;
    this.#await(nowMs);
    return [{ type: 'remove' }];
  }
}
