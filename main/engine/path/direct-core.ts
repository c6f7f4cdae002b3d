/**
 * Moves an established session from the relay to a direct path and back, free of I/O: events and the time go in,
 * effects come out. One runs beside each LinkCore, from its handshake on.
 *
 *   relayed → punching → moving → direct → falling back → relayed
 *
 * The controlling end (the smaller key) plans. It tells the other end its part (`punch`); both open their NATs with
 * decoys; once the other says `punched`, it says `move`: both ask the relay to hold the pair, point WireGuard at the
 * target and look for an echo. What doesn't answer in time goes back to the relay, and is tried again later and
 * later, or at once when either end's candidates change. Measured reasons: docs of the data plane, sections 3.3–3.7.
 */
import {
  type DirectKind,
  type Reachability,
  type RelayedReason,
  unknownReachability,
} from '../../../shared/model/reachability.ts';
import { type Attempt, type Part, planAttempts } from './plan.ts';
import type { DirectSignal } from './signal.ts';

export type DirectEvent =
  /** The link has a WireGuard session, or lost it. */
  | { readonly type: 'session'; readonly up: boolean }
  | { readonly type: 'facts'; readonly own: Reachability; readonly peer: Reachability }
  | { readonly type: 'signal'; readonly body: DirectSignal }
  /** An echo packet of the member came out of the tunnel. */
  | { readonly type: 'heard' }
  /** Where WireGuard's endpoint of the member points now. */
  | { readonly type: 'endpoint'; readonly relayed: boolean }
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
  /** The session can't be saved: shake hands anew through the relay. */
  | { readonly type: 'restart' };

type Phase = 'off' | 'relayed' | 'punching' | 'moving' | 'direct' | 'falling-back';

/** Candidates trickle in right after the handshake; a plan made too early is made twice. */
const SETTLE_MS = 400;
/** A signal there and one back over the control plane, with room for a slow one. */
const PUNCH_WAIT_MS = 3000;
/** Longer than the round trips that carry the last relayed packets; it lapses by itself. */
const HOLD_MS = 400;
const VERIFY_MS = 600;
/** Relayed packets that were under way when the hold began prove nothing. */
const IN_FLIGHT_MS = 60;
/** At one echo a second from each end: one missed makes us ask quickly, and then the path is dead. */
const SUSPECT_AFTER_MS = 1300;
const DEAD_AFTER_MS = 1900;
const FALL_BACK_WAIT_MS = 700;
const NEXT_ATTEMPT_MS = 1000;
const BACKOFF_MS = [5000, 15_000, 60_000, 300_000] as const;

export class DirectCore {
  readonly #controlling: boolean;
  #phase: Phase = 'off';
  #own: Reachability = unknownReachability;
  #peer: Reachability = unknownReachability;
  #relayed = true;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #phaseSinceMs = 0;
  #deadlineMs = Number.POSITIVE_INFINITY;
  #retryAtMs = Number.POSITIVE_INFINITY;
  #failures = 0;
  #next = 0;
  #attempt = 0;
  #part: Part | null = null;
  #kind: DirectKind | null = null;
  #hurried = false;

  /** @param controlling - true at the end with the smaller WireGuard key. */
  constructor(controlling: boolean) {
    this.#controlling = controlling;
  }

  /** How the direct path came about, null while relayed. */
  get kind(): DirectKind | null {
    return this.#phase === 'direct' ? (this.#kind ?? 'punched') : null;
  }

  /** True while WireGuard should be asked often: a move is being verified. */
  get moving(): boolean {
    return this.#phase === 'moving';
  }

  /** Why the pair is relayed, null while it isn't. */
  get reason(): RelayedReason | null {
    return this.#phase === 'direct' ? null : planAttempts(this.#own, this.#peer).reason;
  }

  handle(event: DirectEvent, nowMs: number): DirectEffect[] {
    switch (event.type) {
      case 'session':
        return this.#session(event.up, nowMs);
      case 'facts':
        return this.#learn(event.own, event.peer, nowMs);
      case 'signal':
        return this.#signalled(event.body, nowMs);
      case 'heard':
        this.#heardAtMs = nowMs;
        this.#hurried = false;
        return this.#phase === 'falling-back' ? this.#settleOnRelay(nowMs) : [];
      case 'endpoint':
        return this.#pointsAt(event.relayed, nowMs);
      case 'tick':
        return this.#tick(nowMs);
    }
  }

  #session(up: boolean, nowMs: number): DirectEffect[] {
    if (up === (this.#phase !== 'off')) return [];
    const cleanUp = this.#clearDecoys();
    this.#enter(up ? 'relayed' : 'off', nowMs);
    this.#retryAtMs = up ? nowMs + SETTLE_MS : Number.POSITIVE_INFINITY;
    this.#heardAtMs = nowMs;
    return cleanUp;
  }

  #learn(own: Reachability, peer: Reachability, nowMs: number): DirectEffect[] {
    const changed = JSON.stringify([own, peer]) !== JSON.stringify([this.#own, this.#peer]);
    this.#own = own;
    this.#peer = peer;
    if (!changed) return [];
    this.#failures = 0;
    this.#next = 0;
    if (this.#phase === 'relayed') this.#retryAtMs = Math.min(this.#retryAtMs, nowMs + SETTLE_MS);
    return [];
  }

  #signalled(body: DirectSignal, nowMs: number): DirectEffect[] {
    if (this.#phase === 'off') return [];
    if (body.kind === 'punch' && !this.#controlling && this.#phase !== 'direct') {
      this.#attempt = body.attempt;
      this.#part = { target: body.target, open: body.open };
      this.#kind = body.path;
      this.#enter('punching', nowMs, PUNCH_WAIT_MS);
      const punched = { kind: 'punched', attempt: body.attempt } as const;
      return [
        { type: 'decoys', endpoints: body.open },
        { type: 'signal', body: punched },
      ];
    }
    if (this.#phase !== 'punching' || body.attempt !== this.#attempt) return [];
    if (body.kind === 'punched' && this.#controlling) {
      const move = { kind: 'move', attempt: this.#attempt } as const;
      return [{ type: 'signal', body: move }, ...this.#move(nowMs)];
    }
    return body.kind === 'move' && !this.#controlling ? this.#move(nowMs) : [];
  }

  #begin(attempt: Attempt, nowMs: number): DirectEffect[] {
    this.#attempt++;
    this.#part = attempt.own;
    this.#kind = attempt.kind;
    this.#enter('punching', nowMs, PUNCH_WAIT_MS);
    const { target, open } = attempt.peer;
    const punch: DirectSignal = {
      kind: 'punch',
      attempt: this.#attempt,
      path: attempt.kind,
      target,
      open: [...open],
    };
    return [
      { type: 'decoys', endpoints: attempt.own.open },
      { type: 'signal', body: punch },
    ];
  }

  #move(nowMs: number): DirectEffect[] {
    this.#enter('moving', nowMs, VERIFY_MS);
    this.#relayed = true;
    const target = this.#part?.target ?? null;
    const point: DirectEffect[] = target === null ? [] : [{ type: 'point', endpoint: target }];
    return [{ type: 'hold', ms: HOLD_MS }, ...point, { type: 'hurry' }];
  }

  #pointsAt(relayed: boolean, nowMs: number): DirectEffect[] {
    this.#relayed = relayed;
    if (this.#phase === 'moving') return this.#verify(nowMs);
    // A session that was direct before we restarted still is.
    if (this.#phase === 'relayed' && !relayed) this.#enter('direct', nowMs);
    // The other end went back, and WireGuard followed it.
    return this.#phase === 'direct' && relayed ? this.#settleOnRelay(nowMs) : [];
  }

  #verify(nowMs: number): DirectEffect[] {
    if (this.#relayed || this.#heardAtMs < this.#phaseSinceMs + IN_FLIGHT_MS) return [];
    this.#enter('direct', nowMs);
    this.#failures = 0;
    this.#next = 0;
    return [{ type: 'decoys', endpoints: [] }];
  }

  #tick(nowMs: number): DirectEffect[] {
    switch (this.#phase) {
      case 'off':
        return [];
      case 'relayed':
        return this.#controlling && nowMs >= this.#retryAtMs ? this.#tryNext(nowMs) : [];
      case 'direct':
        return this.#watch(nowMs);
      case 'punching':
        return nowMs >= this.#deadlineMs ? [...this.#clearDecoys(), ...this.#fail(nowMs)] : [];
      case 'moving':
        return nowMs >= this.#deadlineMs ? this.#goBack(nowMs) : [];
      case 'falling-back':
        return nowMs >= this.#deadlineMs ? this.#giveUp(nowMs) : [];
    }
  }

  #tryNext(nowMs: number): DirectEffect[] {
    const attempt = planAttempts(this.#own, this.#peer).attempts[this.#next];
    if (attempt !== undefined) return this.#begin(attempt, nowMs);
    this.#retryAtMs = Number.POSITIVE_INFINITY;
    return [];
  }

  #watch(nowMs: number): DirectEffect[] {
    const silentMs = nowMs - this.#heardAtMs;
    if (silentMs > DEAD_AFTER_MS) {
      this.#enter('falling-back', nowMs, FALL_BACK_WAIT_MS);
      return [{ type: 'point', endpoint: null }, { type: 'hurry' }];
    }
    if (silentMs <= SUSPECT_AFTER_MS || this.#hurried) return [];
    this.#hurried = true;
    return [{ type: 'hurry' }];
  }

  #goBack(nowMs: number): DirectEffect[] {
    return [
      { type: 'point', endpoint: null },
      { type: 'hurry' },
      ...this.#clearDecoys(),
      ...this.#fail(nowMs),
    ];
  }

  /** The session's indexes may be unknown to the relay, e.g. after a new handshake over the direct path. */
  #giveUp(nowMs: number): DirectEffect[] {
    this.#enter('off', nowMs);
    return [{ type: 'restart' }];
  }

  #settleOnRelay(nowMs: number): DirectEffect[] {
    this.#enter('relayed', nowMs);
    this.#retryAtMs = nowMs + BACKOFF_MS[0];
    return [];
  }

  /** Next candidate soon, or all of them again after a while; only the controlling end's timer matters. */
  #fail(nowMs: number): DirectEffect[] {
    this.#enter('relayed', nowMs);
    this.#next++;
    const more = this.#next < planAttempts(this.#own, this.#peer).attempts.length;
    if (more) {
      this.#retryAtMs = nowMs + NEXT_ATTEMPT_MS;
      return [];
    }
    this.#next = 0;
    this.#retryAtMs = nowMs + (BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)] ?? 0);
    this.#failures++;
    return [];
  }

  #clearDecoys(): DirectEffect[] {
    return this.#phase === 'punching' || this.#phase === 'moving' ? [{ type: 'decoys', endpoints: [] }] : [];
  }

  #enter(phase: Phase, nowMs: number, deadlineInMs = Number.POSITIVE_INFINITY): void {
    this.#phase = phase;
    this.#phaseSinceMs = nowMs;
    this.#deadlineMs = nowMs + deadlineInMs;
  }
}
