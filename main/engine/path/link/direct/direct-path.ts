/**
 * Moves an established session from the relay to a direct path and back, free of I/O: events and the time go in,
 * effects come out. One runs beside each Handshake, once there is a session.
 *
 *   relayed → punching → glancing → moving → direct;  relayed | direct, silent → proving → relayed, or a new handshake
 *
 * The controlling end (the smaller key) plans. It tells the other end its part (`punch`); both open their NATs with
 * decoys; once the other says `punched`, it says `move`. Each looks whether the path works; where it does, the session
 * moves there. What doesn't answer in time is tried again later and later, or at once when either end's network
 * changes. A path that falls silent is given up for the relay.
 */
import type { DirectKind, RelayedReason } from '../../../../../shared/model/reachability.ts';
import { soonestAfter } from '../../deadline.ts';
import type { DirectSignal } from '../../signal.ts';
import type { Liveness } from '../liveness.ts';
import { Attempts } from './attempts.ts';
import type { DirectEffect, DirectEvent, EndpointLook } from './direct-events.ts';
import type { Glance } from './glance.ts';
import type { Move } from './move.ts';

type Phase = 'off' | 'relayed' | 'punching' | 'glancing' | 'moving' | 'direct' | 'proving';

/** A signal there and one back by a control server that is busy; nothing is lost meanwhile. */
const PUNCH_WAIT_MS = 5000;
/** WireGuard is asked at once when a session is taken up. */
const RESUMED_MS = 1000;
/** After a move that only one end made, packets by both ways can make the ends follow each other to and fro. */
const FOLLOWED_MS = 1000;

export class DirectPath {
  readonly #controlling: boolean;
  readonly #life: Liveness;
  readonly #attempts = new Attempts();
  #phase: Phase = 'off';
  /** By a move of ours, not by what WireGuard followed. */
  #isProved = false;
  #followedSinceMs: number | null = null;
  #deadlineMs = Number.POSITIVE_INFINITY;
  /** The path that is left when an attempt begins. */
  #kind: DirectKind | null = null;
  /** Where WireGuard sends, as the last look showed; null: to the relay. */
  #endpoint: string | null = null;
  #glance: Glance | null = null;
  /** While it is made. */
  #move: Move | null = null;
  #sessionSinceMs = 0;
  #handshakeAt: number | null = null;
  /** The session began over the relay, so that it knows where the packets of it go. */
  #relayKnowsSession = true;
  #hurried = false;

  /** @param controlling - true at the end with the smaller WireGuard key. @param life - of the link, fed by it. */
  constructor(controlling: boolean, life: Liveness) {
    this.#controlling = controlling;
    this.#life = life;
  }

  /** How the direct path came about, null while relayed. */
  get kind(): DirectKind | null {
    return this.#kind;
  }

  /** True while a path is looked at or moved to, and for as long as packets of before may undo it. */
  get moving(): boolean {
    return this.#glance !== null || this.#move !== null;
  }

  /** True while WireGuard should be asked often: the path is in doubt, and it knows of packets that aren't echoes. */
  isDoubtful(nowMs: number): boolean {
    if (this.#phase === 'proving') return true;
    return this.#phase !== 'off' && this.#hasEchoed && this.#life.isPathDoubtful(nowMs);
  }

  /** Why the pair is relayed, null while it isn't. */
  get reason(): RelayedReason | null {
    return this.#kind === null ? this.#attempts.reason : null;
  }

  handle(event: DirectEvent, nowMs: number): DirectEffect[] {
    if (this.#move?.hasArrived && this.#move.isOver(nowMs)) this.#enter('direct', nowMs);
    switch (event.type) {
      case 'session':
        return this.#session(event.up, nowMs);
      case 'facts':
        this.#attempts.learn(event.own, event.peer, nowMs);
        return [];
      case 'signal':
        return this.#signalled(event.body, nowMs);
      case 'heard':
        this.#hurried = false;
        return this.#phase === 'proving' ? this.#settleOnRelay(nowMs) : [];
      case 'endpoint':
        return this.#observe(event, nowMs);
      case 'network':
        return this.#networkChanged(nowMs);
      case 'relay-changed':
        this.#relayKnowsSession = false;
        return [];
      case 'tick':
        return this.#tick(nowMs);
    }
  }

  /** When time alone changes something next. */
  nextAtMs(nowMs: number): number {
    if (this.#phase === 'off') return Number.POSITIVE_INFINITY;
    return soonestAfter(
      nowMs,
      this.#deadlineMs,
      (this.#move ?? this.#glance)?.nextAtMs ?? Number.POSITIVE_INFINITY,
      this.#controlling ? this.#attempts.schedule.atMs : Number.POSITIVE_INFINITY,
    );
  }

  #session(up: boolean, nowMs: number): DirectEffect[] {
    if (up === (this.#phase !== 'off')) return [];
    const cleanUp = this.#clearDecoys();
    this.#kind = null;
    this.#enter(up ? 'relayed' : 'off', nowMs);
    this.#sessionSinceMs = nowMs;
    this.#life.changePath(nowMs);
    if (up) this.#attempts.schedule.resume(nowMs);
    return cleanUp;
  }

  /** What is the same in the records may still be another network: the end that plans has to hear of it. */
  #networkChanged(nowMs: number): DirectEffect[] {
    if (this.#phase === 'off') return [];
    this.#attempts.schedule.renew(nowMs);
    const again: DirectEffect[] = this.#controlling ? [] : [{ type: 'signal', body: { kind: 'again' } }];
    return [{ type: 'hurry' }, ...again];
  }

  #signalled(body: DirectSignal, nowMs: number): DirectEffect[] {
    if (this.#phase === 'off') return [];
    if (body.kind === 'again') {
      this.#attempts.schedule.renew(nowMs);
      return [];
    }
    if (body.kind === 'punch')
      return this.#controlling ? [] : this.#punch(this.#attempts.prepare(body), nowMs);
    const { attempt } = body;
    if (this.#phase !== 'punching' || attempt !== this.#attempts.number) return [];
    if (body.kind === 'punched' && this.#controlling) {
      return [{ type: 'signal', body: { kind: 'move', attempt } }, ...this.#beginGlance(nowMs)];
    }
    return body.kind === 'move' && !this.#controlling ? this.#beginGlance(nowMs) : [];
  }

  #punch(effects: DirectEffect[], nowMs: number): DirectEffect[] {
    const back = this.#glance?.comeBack() ?? [];
    this.#enter('punching', nowMs, PUNCH_WAIT_MS);
    return [...back, ...effects];
  }

  #beginGlance(nowMs: number): DirectEffect[] {
    this.#enter('glancing', nowMs);
    this.#glance = this.#attempts.glance(this.#endpoint, nowMs);
    return this.#glance.tick(nowMs) ?? [];
  }

  #beginMove(followed: string | null, nowMs: number): DirectEffect[] {
    this.#kind = null;
    this.#enter('moving', nowMs);
    this.#move = this.#attempts.move(followed, nowMs);
    return this.#move.point(nowMs);
  }

  #observe(look: EndpointLook, nowMs: number): DirectEffect[] {
    const { relayed, endpoint, handshakeAt } = look;
    if (handshakeAt !== this.#handshakeAt) this.#relayKnowsSession = this.#kind === null;
    this.#handshakeAt = handshakeAt;
    if (this.#glance !== null) {
      const found = this.#glance.observe(look, this.#life.echoAtMs, nowMs);
      return found ?? this.#beginMove(endpoint, nowMs);
    }
    this.#endpoint = relayed ? null : endpoint;
    if (this.#move !== null) return this.#follow(this.#move, relayed, nowMs);
    if (this.#phase === 'relayed' && this.#isFollowed(look, nowMs)) {
      this.#arrive(null, nowMs);
      this.#enter('direct', nowMs);
    }
    if (this.#phase !== 'direct') return [];
    // The other end went back, and WireGuard followed it.
    if (relayed) return this.#settleOnRelay(nowMs);
    if (endpoint !== null) this.#kind = this.#attempts.kindOf(endpoint) ?? this.#kind;
    return [];
  }

  /** Whether WireGuard followed the other end to a direct path that lasts, without a move of ours. */
  #isFollowed({ relayed, hasRelay }: EndpointLook, nowMs: number): boolean {
    this.#followedSinceMs = relayed ? null : (this.#followedSinceMs ?? nowMs);
    if (this.#followedSinceMs === null) return false;
    // Without a relay there is nothing else that the session could be on.
    if (!hasRelay) return true;
    // A session that was direct before we restarted still is.
    const isResumed = nowMs - this.#sessionSinceMs < RESUMED_MS;
    return isResumed || nowMs - this.#followedSinceMs >= FOLLOWED_MS;
  }

  #follow(move: Move, relayed: boolean, nowMs: number): DirectEffect[] {
    const effects = relayed ? move.insist(nowMs) : move.verify(this.#life.echoAtMs, nowMs);
    if (effects === null) return move.hasArrived ? this.#settleOnRelay(nowMs) : this.#goBack(nowMs);
    if (move.hasArrived && this.#kind === null) this.#arrive(move.kind, nowMs);
    return effects;
  }

  #arrive(kind: DirectKind | null, nowMs: number): void {
    this.#kind = kind ?? 'punched';
    this.#isProved = kind !== null;
    this.#attempts.schedule.succeeded(nowMs);
  }

  #tick(nowMs: number): DirectEffect[] {
    switch (this.#phase) {
      case 'off':
        return [];
      case 'relayed':
      case 'direct':
        return this.#watch(nowMs) ?? this.#tryNext(nowMs);
      case 'punching':
        return this.#watch(nowMs) ?? (nowMs >= this.#deadlineMs ? this.#abandon(nowMs) : []);
      case 'glancing':
        return this.#look(nowMs);
      case 'moving':
        if (this.#move?.hasArrived) return this.#watch(nowMs) ?? [];
        return this.#move?.isOver(nowMs) ? this.#goBack(nowMs) : [];
      case 'proving':
        return nowMs >= this.#deadlineMs ? this.#giveUp(nowMs) : [];
    }
  }

  #look(nowMs: number): DirectEffect[] {
    const watched = this.#watch(nowMs) ?? [];
    // It may have ended for the silence of the path in use.
    if (this.#glance === null) return watched;
    return [...watched, ...(this.#glance.tick(nowMs) ?? this.#abandon(nowMs))];
  }

  #tryNext(nowMs: number): DirectEffect[] {
    // Without an echo nothing proves a path, and a try costs a game part of what it sends.
    if (!this.#controlling || !this.#hasEchoed || !this.#attempts.schedule.isDue(nowMs)) return [];
    const begun = this.#attempts.next(this.#kind, nowMs);
    return begun === null ? [] : this.#punch(begun, nowMs);
  }

  /** @returns null while there is life. */
  #watch(nowMs: number): DirectEffect[] | null {
    if (!this.#hasEchoed) return null;
    if (this.#life.isPathDead(nowMs)) return this.#prove(nowMs);
    if (this.#hurried || !this.#life.isPathSuspect(nowMs)) return null;
    this.#hurried = true;
    // A router that lost our mapping lost that to the relay, too, which will be needed at once.
    return this.#kind === null ? [{ type: 'hurry' }] : [{ type: 'hurry' }, { type: 'doubt-relay' }];
  }

  /** A firewall that drops our echo says nothing about the path. */
  get #hasEchoed(): boolean {
    return this.#life.echoAtMs >= this.#sessionSinceMs;
  }

  #prove(nowMs: number): DirectEffect[] {
    const wasDirect = this.#kind !== null;
    const comeBack = wasDirect ? [] : (this.#glance?.comeBack() ?? []);
    const cleanUp = [...comeBack, ...this.#clearDecoys()];
    if (wasDirect) this.#attempts.schedule.lost(nowMs);
    else if (this.#isTrying) cleanUp.push(...this.#attempts.failed(nowMs));
    this.#kind = null;
    this.#enter('proving', nowMs, this.#life.proveMs);
    const doubt = { type: 'doubt-relay' } as const;
    if (!this.#relayKnowsSession) return [...cleanUp, doubt, ...this.#giveUp(nowMs)];
    const back: DirectEffect[] = wasDirect ? [{ type: 'point', endpoint: null }] : [];
    return [...cleanUp, doubt, ...back, { type: 'hurry' }];
  }

  #abandon(nowMs: number): DirectEffect[] {
    const cleanUp = this.#clearDecoys();
    this.#enter(this.#kind === null ? 'relayed' : 'direct', nowMs);
    return [...cleanUp, ...this.#attempts.failed(nowMs)];
  }

  #goBack(nowMs: number): DirectEffect[] {
    const cleanUp = this.#clearDecoys();
    this.#enter('relayed', nowMs);
    this.#life.changePath(nowMs);
    return [
      { type: 'point', endpoint: null },
      { type: 'hurry' },
      ...cleanUp,
      ...this.#attempts.failed(nowMs),
    ];
  }

  /** The session's indexes may be unknown to the relay, e.g. after a new handshake over the direct path. */
  #giveUp(nowMs: number): DirectEffect[] {
    this.#enter('off', nowMs);
    return [{ type: 'restart' }];
  }

  #settleOnRelay(nowMs: number): DirectEffect[] {
    // Packets of a move that failed can make both ends follow each other to and fro: that says nothing about the path.
    if (this.#kind !== null && this.#isProved) this.#attempts.schedule.lost(nowMs);
    else if (this.#kind !== null) this.#attempts.schedule.resume(nowMs);
    this.#kind = null;
    this.#enter('relayed', nowMs);
    return [];
  }

  #clearDecoys(): DirectEffect[] {
    const isOpen = this.#isTrying || this.#move?.hasArrived === false;
    return isOpen ? [{ type: 'decoys', endpoints: [] }] : [];
  }

  get #isTrying(): boolean {
    return this.#phase === 'punching' || this.#phase === 'glancing';
  }

  #enter(phase: Phase, nowMs: number, deadlineInMs = Number.POSITIVE_INFINITY): void {
    this.#phase = phase;
    this.#glance = null;
    this.#move = null;
    this.#deadlineMs = nowMs + deadlineInMs;
  }
}
