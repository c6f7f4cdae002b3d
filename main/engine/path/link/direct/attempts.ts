/** What is tried towards a direct path, and when: the plan, its schedule, and the attempt that both ends make. Pure. */
import {
  type DirectKind,
  type Reachability,
  type RelayedReason,
  unknownReachability,
} from '../../../../../shared/model/reachability.ts';
import { invariant } from '../../../../../shared/result.ts';
import type { DirectSignal } from '../../signal.ts';
import type { DirectEffect } from './direct-events.ts';
import { firstTurn, Glance, plannersTurn, type Turn } from './glance.ts';
import { Move } from './move.ts';
import { type Attempt, isBetter, kindOf, type Plan, planAttempts } from './plan.ts';
import { UpgradeSchedule } from './upgrade-schedule.ts';

type Punch = Extract<DirectSignal, { kind: 'punch' }>;

export class Attempts {
  readonly schedule = new UpgradeSchedule();
  #own: Reachability = unknownReachability;
  #peer: Reachability = unknownReachability;
  #number = 0;
  /** What we do in the attempt that was begun last. */
  #part: {
    readonly kind: DirectKind;
    readonly target: string | null;
    /** When we look, after a signal has gone there and back. */
    turn(tripMs: number): Turn;
  } | null = null;
  #begunAtMs = 0;

  /** Why the pair is relayed, when it is. */
  get reason(): RelayedReason {
    return this.#plan.reason;
  }

  /** The number of the attempt that was begun last. */
  get number(): number {
    return this.#number;
  }

  /** What kind of path leads to an endpoint; null for one that the member doesn't tell of. */
  kindOf(endpoint: string): DirectKind | null {
    return kindOf(endpoint, this.#own, this.#peer);
  }

  learn(own: Reachability, peer: Reachability, nowMs: number): void {
    const changed = JSON.stringify([own, peer]) !== JSON.stringify([this.#own, this.#peer]);
    this.#own = own;
    this.#peer = peer;
    if (changed) this.schedule.renew(nowMs);
  }

  /** Begins what is next, at the end that plans. @param than - the path now. @returns null where nothing is better. */
  next(than: DirectKind | null, nowMs: number): DirectEffect[] | null {
    const attempt = this.#plan.attempts[this.schedule.next];
    if (attempt !== undefined && isBetter(attempt.kind, than)) return this.#begin(attempt, nowMs);
    this.schedule.rest();
    return null;
  }

  /** Our part of what the other end began. */
  prepare({ attempt, path, target, open }: Punch): DirectEffect[] {
    this.#number = attempt;
    this.#part = { kind: path, target, turn: () => firstTurn };
    return [
      { type: 'decoys', endpoints: open },
      { type: 'signal', body: { kind: 'punched', attempt } },
    ];
  }

  /** Both NATs are open. @param back - where WireGuard sends now; null: to the relay. */
  glance(back: string | null, nowMs: number): Glance {
    invariant(this.#part !== null, 'an attempt is prepared before it begins');
    const { target, turn } = this.#part;
    return new Glance(target, back, turn(nowMs - this.#begunAtMs), nowMs);
  }

  /** The path works. @param followed - where WireGuard followed the other end. */
  move(followed: string | null, nowMs: number): Move {
    invariant(this.#part !== null, 'an attempt is prepared before it begins');
    return new Move(this.#part.kind, this.#part.target ?? followed, nowMs);
  }

  /** Only the end that plans decides when to try again. */
  failed(nowMs: number): DirectEffect[] {
    this.schedule.failed(this.#plan.attempts.length, nowMs);
    return this.schedule.next === 0 ? [{ type: 'explore' }] : [];
  }

  get #plan(): Plan {
    return planAttempts(this.#own, this.#peer);
  }

  #begin({ kind, own, peer: { target, open } }: Attempt, nowMs: number): DirectEffect[] {
    const attempt = ++this.#number;
    const order = { leads: own.target !== null, isFirst: target === null };
    this.#part = { kind, target: own.target, turn: (tripMs) => plannersTurn(order, tripMs) };
    this.#begunAtMs = nowMs;
    this.schedule.begun(nowMs);
    return [
      { type: 'decoys', endpoints: own.open },
      { type: 'signal', body: { kind: 'punch', attempt, path: kind, target, open: [...open] } },
    ];
  }
}
