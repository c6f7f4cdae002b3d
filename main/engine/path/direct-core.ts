/**
 * Moves an established session from the relay to a direct path and back, free of I/O: events and the time go in,
 * effects come out. One runs beside each LinkCore, from its handshake on.
 *
 *   relayed → punching → moving → direct;  relayed | direct, silent → proving → relayed, or a new handshake
 *
 * The controlling end (the smaller key) plans. It tells the other end its part (`punch`); both open their NATs with
 * decoys; once the other says `punched`, it says `move`: both point WireGuard at the target and look for an echo. A
 * packet that still comes over the relay makes WireGuard follow it there, so it is pointed again, and nothing is lost
 * since both ways work. At last both ask the relay to hold the pair for a moment, so that nothing circles there for
 * ever. What doesn't answer in time goes back to the relay, and is tried again later and later, or at once when either
 * end's network changes. A path that falls silent is given up for the relay.
 */
import {
  type DirectKind,
  type Reachability,
  type RelayedReason,
  unknownReachability,
} from '../../../shared/model/reachability.ts';
import { PathSilence } from './path-silence.ts';
import { type Attempt, isBetter, kindOf, type Part, planAttempts } from './plan.ts';
import type { DirectSignal } from './signal.ts';
import { UpgradeSchedule } from './upgrade-schedule.ts';

export type DirectEvent =
  /** The link has a WireGuard session, or lost it. */
  | { readonly type: 'session'; readonly up: boolean }
  | { readonly type: 'facts'; readonly own: Reachability; readonly peer: Reachability }
  | { readonly type: 'signal'; readonly body: DirectSignal }
  /** An echo packet of the member came out of the tunnel. */
  | { readonly type: 'heard' }
  /** Where WireGuard's endpoint of the member points now, and WireGuard's other figures of it. */
  | {
      readonly type: 'endpoint';
      readonly relayed: boolean;
      readonly endpoint: string | null;
      /** As WireGuard stamps it; null: none yet. */
      readonly handshakeAt: number | null;
      readonly rxBytes: number;
    }
  /** How often echoes are sent: five a second while a game runs, else one. */
  | { readonly type: 'cadence'; readonly game: boolean }
  /** This machine's network may have changed, or it was asleep. */
  | { readonly type: 'network' }
  /** The pair would fall back to another relay now. */
  | { readonly type: 'relay-changed' }
  | { readonly type: 'tick' };

export type DirectEffect =
  | { readonly type: 'signal'; readonly body: DirectSignal }
  /** Replaces the decoys that open our NAT; none removes them. */
  | { readonly type: 'decoys'; readonly endpoints: readonly string[] }
  /** Ask the relay to drop the pair's packets for so long. */
  | { readonly type: 'hold'; readonly ms: number }
  /** Set the live peer's endpoint; null: the relay's. */
  | { readonly type: 'point'; readonly endpoint: string | null }
  /** Echo quickly for a moment. */
  | { readonly type: 'hurry' }
  /** The relay may have lost us: shake hands with it anew. */
  | { readonly type: 'doubt-relay' }
  /** All that was planned failed: what the plan is made from may be wrong. */
  | { readonly type: 'explore' }
  /** The session can't be saved: shake hands anew through the relay. */
  | { readonly type: 'restart' };

type Phase = 'off' | 'relayed' | 'punching' | 'moving' | 'direct' | 'proving';

/** A signal there and one back over the control plane, with room for a slow one. */
const PUNCH_WAIT_MS = 3000;
/** What was sent over the relay before a move has come by then, at the rates of games. */
const SETTLE_MS = 600;
/** Longer than the round trips that carry the last relayed packets; it lapses by itself. */
const HOLD_MS = 400;
const VERIFY_MS = 600;
/** What comes over the relay after so long a pause was sent by an end that went back. */
const WENT_BACK_MS = 400;
/** A relayed echo that came before WireGuard was pointed elsewhere proves nothing, and that takes a moment. */
const IN_FLIGHT_MS = 60;
/** WireGuard is asked at once when a session is taken up. */
const RESUMED_MS = 1000;
/** After a move that only one end made, packets by both ways can make the ends follow each other to and fro. */
const FOLLOWED_MS = 1000;

export class DirectCore {
  readonly #controlling: boolean;
  readonly #silence = new PathSilence();
  readonly #schedule = new UpgradeSchedule();
  #phase: Phase = 'off';
  #own: Reachability = unknownReachability;
  #peer: Reachability = unknownReachability;
  #pointedAtMs = 0;
  /** When the move has to have settled by itself. */
  #holdAtMs = Number.POSITIVE_INFINITY;
  /** When something last came over the relay, or the move began. */
  #relayedAtMs = 0;
  /** By a move of ours, not by what WireGuard followed. */
  #isProved = false;
  #directSeenAtMs = Number.NEGATIVE_INFINITY;
  #followedSinceMs: number | null = null;
  #deadlineMs = Number.POSITIVE_INFINITY;
  /** The path that is left when an attempt begins. */
  #kind: DirectKind | null = null;
  #attempt = 0;
  #trying: { readonly kind: DirectKind; readonly part: Part } | null = null;
  #sessionSinceMs = 0;
  #handshakeAt: number | null = null;
  /** The session began over the relay, so that it knows where the packets of it go. */
  #relayKnowsSession = true;
  #hurried = false;

  /** @param controlling - true at the end with the smaller WireGuard key. */
  constructor(controlling: boolean) {
    this.#controlling = controlling;
  }

  /** How the direct path came about, null while relayed. */
  get kind(): DirectKind | null {
    return this.#kind;
  }

  /** True while a move is being made, and for as long as packets of before may undo it. */
  get moving(): boolean {
    return this.#phase === 'moving';
  }

  /** True while WireGuard should be asked often: the path is in doubt, and it knows of packets that aren't echoes. */
  isDoubtful(nowMs: number): boolean {
    if (this.#phase === 'proving') return true;
    return this.#phase !== 'off' && this.#hasEchoed && this.#silence.isDoubtful(nowMs);
  }

  /** Why the pair is relayed, null while it isn't. */
  get reason(): RelayedReason | null {
    return this.#kind === null ? planAttempts(this.#own, this.#peer).reason : null;
  }

  handle(event: DirectEvent, nowMs: number): DirectEffect[] {
    if (this.#hasArrived && nowMs >= this.#deadlineMs) this.#enter('direct', nowMs);
    switch (event.type) {
      case 'session':
        return this.#session(event.up, nowMs);
      case 'facts':
        return this.#learn(event.own, event.peer, nowMs);
      case 'signal':
        return this.#signalled(event.body, nowMs);
      case 'heard':
        this.#silence.heard(nowMs);
        this.#hurried = false;
        return this.#phase === 'proving' ? this.#settleOnRelay(nowMs) : [];
      case 'endpoint':
        return this.#observe(event, nowMs);
      case 'cadence':
        this.#silence.setPace(event.game, nowMs);
        return [];
      case 'network':
        return this.#networkChanged(nowMs);
      case 'relay-changed':
        this.#relayKnowsSession = false;
        return [];
      case 'tick':
        this.#silence.tick(nowMs);
        return this.#tick(nowMs);
    }
  }

  #session(up: boolean, nowMs: number): DirectEffect[] {
    if (up === (this.#phase !== 'off')) return [];
    const cleanUp = this.#clearDecoys();
    this.#kind = null;
    this.#enter(up ? 'relayed' : 'off', nowMs);
    this.#sessionSinceMs = nowMs;
    this.#silence.restart(nowMs);
    if (up) this.#schedule.resume(nowMs);
    return cleanUp;
  }

  #learn(own: Reachability, peer: Reachability, nowMs: number): DirectEffect[] {
    const changed = JSON.stringify([own, peer]) !== JSON.stringify([this.#own, this.#peer]);
    this.#own = own;
    this.#peer = peer;
    if (changed) this.#schedule.renew(nowMs);
    return [];
  }

  /** What is the same in the records may still be another network: the end that plans has to hear of it. */
  #networkChanged(nowMs: number): DirectEffect[] {
    if (this.#phase === 'off') return [];
    this.#schedule.renew(nowMs);
    const again: DirectEffect[] = this.#controlling ? [] : [{ type: 'signal', body: { kind: 'again' } }];
    return [{ type: 'hurry' }, ...again];
  }

  #signalled(body: DirectSignal, nowMs: number): DirectEffect[] {
    if (this.#phase === 'off') return [];
    if (body.kind === 'again') {
      this.#schedule.renew(nowMs);
      return [];
    }
    if (body.kind === 'punch') return this.#controlling ? [] : this.#prepare(body, nowMs);
    if (this.#phase !== 'punching' || body.attempt !== this.#attempt) return [];
    if (body.kind === 'punched' && this.#controlling) {
      const move = { kind: 'move', attempt: this.#attempt } as const;
      return [{ type: 'signal', body: move }, ...this.#move(nowMs)];
    }
    return body.kind === 'move' && !this.#controlling ? this.#move(nowMs) : [];
  }

  #prepare(punch: Extract<DirectSignal, { kind: 'punch' }>, nowMs: number): DirectEffect[] {
    this.#attempt = punch.attempt;
    this.#trying = { kind: punch.path, part: { target: punch.target, open: punch.open } };
    this.#enter('punching', nowMs, PUNCH_WAIT_MS);
    return [
      { type: 'decoys', endpoints: punch.open },
      { type: 'signal', body: { kind: 'punched', attempt: punch.attempt } },
    ];
  }

  #begin({ kind, own, peer }: Attempt, nowMs: number): DirectEffect[] {
    this.#attempt++;
    this.#trying = { kind, part: own };
    this.#schedule.begun(nowMs);
    this.#enter('punching', nowMs, PUNCH_WAIT_MS);
    const { target, open } = peer;
    const punch: DirectSignal = {
      kind: 'punch',
      attempt: this.#attempt,
      path: kind,
      target,
      open: [...open],
    };
    return [
      { type: 'decoys', endpoints: own.open },
      { type: 'signal', body: punch },
    ];
  }

  #move(nowMs: number): DirectEffect[] {
    this.#kind = null;
    this.#holdAtMs = nowMs + SETTLE_MS;
    this.#relayedAtMs = nowMs;
    this.#enter('moving', nowMs, VERIFY_MS);
    return [...this.#point(nowMs), { type: 'hurry' }];
  }

  #point(nowMs: number): DirectEffect[] {
    this.#pointedAtMs = nowMs;
    this.#directSeenAtMs = Number.NEGATIVE_INFINITY;
    const target = this.#trying?.part.target ?? null;
    return target === null ? [] : [{ type: 'point', endpoint: target }];
  }

  #observe(event: Extract<DirectEvent, { type: 'endpoint' }>, nowMs: number): DirectEffect[] {
    const { relayed, endpoint, handshakeAt } = event;
    this.#silence.received(event.rxBytes, nowMs);
    if (handshakeAt !== this.#handshakeAt) this.#relayKnowsSession = this.#kind === null;
    this.#handshakeAt = handshakeAt;
    if (this.#phase === 'moving') return relayed ? this.#insist(nowMs) : this.#verify(nowMs);
    if (this.#phase === 'relayed' && this.#isFollowed(relayed, nowMs)) {
      this.#arrive(null, nowMs);
      this.#enter('direct', nowMs);
    }
    if (this.#phase !== 'direct') return [];
    // The other end went back, and WireGuard followed it.
    if (relayed) return this.#settleOnRelay(nowMs);
    if (endpoint !== null) this.#kind = kindOf(endpoint, this.#own, this.#peer) ?? this.#kind;
    return [];
  }

  /** Whether WireGuard followed the other end to a direct path that lasts, without a move of ours. */
  #isFollowed(relayed: boolean, nowMs: number): boolean {
    this.#followedSinceMs = relayed ? null : (this.#followedSinceMs ?? nowMs);
    if (this.#followedSinceMs === null) return false;
    // A session that was direct before we restarted still is.
    const isResumed = nowMs - this.#sessionSinceMs < RESUMED_MS;
    return isResumed || nowMs - this.#followedSinceMs >= FOLLOWED_MS;
  }

  /**
   * WireGuard followed a packet that the relay had sent on. What we send until we know arrives, and makes the other
   * end's do the same: that ends by itself where less than a packet is sent between two looks.
   */
  #insist(nowMs: number): DirectEffect[] {
    const quietMs = nowMs - this.#relayedAtMs;
    this.#relayedAtMs = nowMs;
    if (quietMs > WENT_BACK_MS) return this.#hasArrived ? this.#settleOnRelay(nowMs) : this.#goBack(nowMs);
    const again: DirectEffect[] = [...this.#point(nowMs), { type: 'hurry' }];
    if (nowMs >= this.#holdAtMs) return [this.#hold(nowMs), ...again];
    if (this.#holdAtMs < Number.POSITIVE_INFINITY) this.#enter('moving', nowMs, VERIFY_MS);
    return again;
  }

  /** Once a move: what the ends make each other send over the relay, to and fro, ends with it. */
  #hold(nowMs: number): DirectEffect {
    this.#holdAtMs = Number.POSITIVE_INFINITY;
    this.#enter('moving', nowMs, VERIFY_MS);
    return { type: 'hold', ms: HOLD_MS };
  }

  /** An echo by way of the relay would have made WireGuard follow it, so one that came between two looks is direct. */
  #verify(nowMs: number): DirectEffect[] {
    const { heardAtMs } = this.#silence;
    const isProved = heardAtMs >= this.#pointedAtMs + IN_FLIGHT_MS && heardAtMs <= this.#directSeenAtMs;
    this.#directSeenAtMs = nowMs;
    if (this.#hasArrived) return nowMs < this.#holdAtMs ? [] : [this.#hold(nowMs)];
    if (!isProved) return [];
    this.#arrive(this.#trying?.kind ?? null, nowMs);
    this.#enter('moving', nowMs, VERIFY_MS);
    return [{ type: 'decoys', endpoints: [] }];
  }

  #arrive(kind: DirectKind | null, nowMs: number): void {
    this.#kind = kind ?? 'punched';
    this.#isProved = kind !== null;
    this.#schedule.succeeded(nowMs);
  }

  /** The path is there, but packets of before may still undo the move. */
  get #hasArrived(): boolean {
    return this.#phase === 'moving' && this.#kind !== null;
  }

  #tick(nowMs: number): DirectEffect[] {
    switch (this.#phase) {
      case 'off':
        return [];
      case 'relayed':
      case 'direct':
        return (
          this.#watch(nowMs) ?? (this.#controlling && this.#schedule.isDue(nowMs) ? this.#tryNext(nowMs) : [])
        );
      case 'punching':
        return this.#watch(nowMs) ?? (nowMs >= this.#deadlineMs ? this.#abandon(nowMs) : []);
      case 'moving':
        if (this.#hasArrived) return this.#watch(nowMs) ?? [];
        return nowMs >= this.#deadlineMs ? this.#goBack(nowMs) : [];
      case 'proving':
        return nowMs >= this.#deadlineMs ? this.#giveUp(nowMs) : [];
    }
  }

  #tryNext(nowMs: number): DirectEffect[] {
    const attempt = planAttempts(this.#own, this.#peer).attempts[this.#schedule.next];
    if (attempt !== undefined && isBetter(attempt.kind, this.#kind)) return this.#begin(attempt, nowMs);
    this.#schedule.rest();
    return [];
  }

  /** @returns null while there is life. */
  #watch(nowMs: number): DirectEffect[] | null {
    if (!this.#hasEchoed) return null;
    if (this.#silence.isDead(nowMs)) return this.#prove(nowMs);
    if (this.#hurried || !this.#silence.isSuspect(nowMs)) return null;
    this.#hurried = true;
    // A router that lost our mapping lost that to the relay, too, which will be needed at once.
    return this.#kind === null ? [{ type: 'hurry' }] : [{ type: 'hurry' }, { type: 'doubt-relay' }];
  }

  /** A firewall that drops our echo says nothing about the path. */
  get #hasEchoed(): boolean {
    return this.#silence.heardAtMs >= this.#sessionSinceMs;
  }

  #prove(nowMs: number): DirectEffect[] {
    const cleanUp = this.#clearDecoys();
    const wasDirect = this.#kind !== null;
    if (wasDirect) this.#schedule.lost(nowMs);
    else if (this.#phase === 'punching') cleanUp.push(...this.#fail(nowMs));
    this.#kind = null;
    this.#enter('proving', nowMs, this.#silence.proveMs);
    const doubt = { type: 'doubt-relay' } as const;
    if (!this.#relayKnowsSession) return [...cleanUp, doubt, ...this.#giveUp(nowMs)];
    const back: DirectEffect[] = wasDirect ? [{ type: 'point', endpoint: null }] : [];
    return [...cleanUp, doubt, ...back, { type: 'hurry' }];
  }

  #abandon(nowMs: number): DirectEffect[] {
    const cleanUp = this.#clearDecoys();
    this.#enter(this.#kind === null ? 'relayed' : 'direct', nowMs);
    return [...cleanUp, ...this.#fail(nowMs)];
  }

  #goBack(nowMs: number): DirectEffect[] {
    const cleanUp = this.#clearDecoys();
    this.#enter('relayed', nowMs);
    this.#silence.restart(nowMs);
    return [{ type: 'point', endpoint: null }, { type: 'hurry' }, ...cleanUp, ...this.#fail(nowMs)];
  }

  /** The session's indexes may be unknown to the relay, e.g. after a new handshake over the direct path. */
  #giveUp(nowMs: number): DirectEffect[] {
    this.#enter('off', nowMs);
    return [{ type: 'restart' }];
  }

  #settleOnRelay(nowMs: number): DirectEffect[] {
    // Packets of a move that failed can make both ends follow each other to and fro: that says nothing about the path.
    if (this.#kind !== null && this.#isProved) this.#schedule.lost(nowMs);
    else if (this.#kind !== null) this.#schedule.resume(nowMs);
    this.#kind = null;
    this.#enter('relayed', nowMs);
    return [];
  }

  /** Only the end that plans decides when to try again. */
  #fail(nowMs: number): DirectEffect[] {
    this.#schedule.failed(planAttempts(this.#own, this.#peer).attempts.length, nowMs);
    return this.#schedule.next === 0 ? [{ type: 'explore' }] : [];
  }

  #clearDecoys(): DirectEffect[] {
    const isOpen = this.#phase === 'punching' || (this.#phase === 'moving' && !this.#hasArrived);
    return isOpen ? [{ type: 'decoys', endpoints: [] }] : [];
  }

  #enter(phase: Phase, nowMs: number, deadlineInMs = Number.POSITIVE_INFINITY): void {
    this.#phase = phase;
    this.#deadlineMs = nowMs + deadlineInMs;
  }
}
