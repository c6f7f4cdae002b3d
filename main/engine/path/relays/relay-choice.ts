/**
 * Which relay a pair uses, free of I/O: events and the time go in, effects come out.
 *
 * At first contact it is the party's, so that nobody waits. Later it is the one with the lowest sum of both ends'
 * round trips. Both ends must use the same one: the end with the smaller WireGuard key decides and tells the other,
 * which follows, asks where its own leg is dead, and helps itself when it gets no answer.
 */
import type { RelaySignal } from '../signal.ts';
import { type OwnLeg, type PeerLeg, type RankedRelay, rankRelays } from './rank-relays.ts';

export type RelayChoiceEvent =
  /** Our own relays changed. home: the party's. */
  | { readonly type: 'own'; readonly legs: readonly OwnLeg[]; readonly home: string | null }
  /** What the member says of its relays; none: it said nothing so far. */
  | { readonly type: 'peer'; readonly legs: readonly PeerLeg[] }
  | { readonly type: 'signal'; readonly body: RelaySignal }
  /** WireGuard speaks with the member through this relay. */
  | { readonly type: 'seen'; readonly relay: string }
  | { readonly type: 'tick'; readonly pair: PairState };

/**
 * new: no session yet. well: relayed, and heard of late. silent: relayed, and long not heard though its member is
 * online. direct: no relay is in use.
 */
export type PairState = 'new' | 'well' | 'silent' | 'direct';

export type RelayChoiceEffect =
  | { readonly type: 'signal'; readonly body: RelaySignal }
  /** The relay changed. renew: the session has to be made anew, since the relay knows nothing of it. */
  | { readonly type: 'use'; readonly relay: string; readonly renew: boolean };

/** So much better, for so long: a change costs a round trip of packets. */
const BETTER = { ratio: 0.8, ms: 10, forMs: 30_000 } as const;
/** A new handshake over the same relay comes first: most relays that fell silent have only restarted. */
const NEXT_RELAY_AFTER_MS = 1500;
/** Time for the deciding end to notice by itself, or to be asked over the control plane. */
const OVERDUE_MS = 1200;

export class RelayChoice {
  readonly #decides: boolean;
  #own: readonly OwnLeg[] = [];
  #peer: readonly PeerLeg[] = [];
  #home: string | null = null;
  #relay: string | null = null;
  #pair: PairState = 'new';
  /** Number of the last decision; who asks names the one that it knows. */
  #turn = 0;
  #better: { readonly relay: string; readonly sinceMs: number } | null = null;
  #silentSinceMs: number | null = null;
  /** Relays that didn't help in this silence. */
  readonly #tried = new Set<string>();
  #askedAtMs: number | null = null;

  /** @param decides - true at the end with the smaller WireGuard key. */
  constructor(decides: boolean) {
    this.#decides = decides;
  }

  /** The relay of the pair, also while its path is direct; null before there is any. */
  get relay(): string | null {
    return this.#relay;
  }

  /** Round trip over it by both legs, in ms; null while one of them is unknown. */
  get rttSumMs(): number | null {
    return this.#ranked().find(({ id }) => id === this.#relay)?.sumMs ?? null;
  }

  handle(event: RelayChoiceEvent, nowMs: number): RelayChoiceEffect[] {
    switch (event.type) {
      case 'own':
        this.#own = event.legs;
        this.#home = event.home;
        this.#relay ??= event.home;
        return [];
      case 'peer':
        this.#peer = event.legs;
        return [];
      case 'signal':
        return this.#decides ? this.#asked(event.body) : this.#told(event.body);
      case 'seen':
        return this.#seen(event.relay);
      case 'tick':
        return this.#tick(event.pair, nowMs);
    }
  }

  #tick(pair: PairState, nowMs: number): RelayChoiceEffect[] {
    this.#pair = pair;
    if (pair === 'silent') this.#silentSinceMs ??= nowMs;
    else {
      this.#silentSinceMs = null;
      this.#tried.clear();
    }
    if (this.#isDown(this.#relay)) return this.#leave(nowMs);
    this.#askedAtMs = null;
    if (!this.#decides) return [];
    return this.#silentSinceMs === null
      ? this.#improve(nowMs)
      : this.#lookFurther(this.#silentSinceMs, nowMs);
  }

  /** Our relay is dead. */
  #leave(nowMs: number): RelayChoiceEffect[] {
    const next = this.#next();
    if (next === null) return [];
    if (this.#decides) return this.#decide(next.id);
    if (this.#askedAtMs === null) {
      this.#askedAtMs = nowMs;
      return [this.#say(next.id)];
    }
    // Where nothing works yet, there is nothing to agree on.
    const isOverdue = this.#pair === 'new' || nowMs - this.#askedAtMs >= OVERDUE_MS;
    return isOverdue ? [this.#use(next.id)] : [];
  }

  /** Our relay answers, but the member doesn't, not even after a new handshake: its own leg may be dead. */
  #lookFurther(silentSinceMs: number, nowMs: number): RelayChoiceEffect[] {
    if (this.#relay !== null) this.#tried.add(this.#relay);
    const next = this.#next();
    if (next === null || nowMs - silentSinceMs < NEXT_RELAY_AFTER_MS * this.#tried.size) return [];
    return this.#decide(next.id);
  }

  #improve(nowMs: number): RelayChoiceEffect[] {
    const ranked = this.#ranked();
    const hereMs = ranked.find(({ id }) => id === this.#relay)?.sumMs ?? null;
    const [best] = ranked;
    const isBetter =
      best !== undefined &&
      best.sumMs !== null &&
      hereMs !== null &&
      best.sumMs <= hereMs * BETTER.ratio &&
      best.sumMs <= hereMs - BETTER.ms;
    if (!isBetter || this.#pair === 'new') this.#better = null;
    else if (this.#better?.relay !== best.id) this.#better = { relay: best.id, sinceMs: nowMs };
    else if (nowMs - this.#better.sinceMs >= BETTER.forMs) return this.#decide(best.id);
    return [];
  }

  #decide(relay: string): RelayChoiceEffect[] {
    this.#turn++;
    return [this.#say(relay), this.#use(relay)];
  }

  /** By the other end, whose own leg is dead. */
  #asked({ relay, turn }: RelaySignal): RelayChoiceEffect[] {
    const isOutdated = turn !== this.#turn || relay === this.#relay;
    return isOutdated || this.#pair === 'well' || !this.#isUp(relay) ? [] : this.#decide(relay);
  }

  #told({ relay, turn }: RelaySignal): RelayChoiceEffect[] {
    this.#turn = turn;
    this.#askedAtMs = null;
    if (relay === this.#relay || !this.#own.some(({ id }) => id === relay)) return [];
    return [{ ...this.#use(relay), renew: false }];
  }

  /** What was decided got lost, or we have only just started: WireGuard is right about what works. */
  #seen(relay: string): RelayChoiceEffect[] {
    const isFollowing = !this.#decides && this.#pair === 'well' && this.#askedAtMs === null;
    if (relay === this.#relay || !(isFollowing || this.#pair === 'new')) return [];
    return [{ ...this.#use(relay), renew: false }];
  }

  #use(relay: string): Extract<RelayChoiceEffect, { type: 'use' }> {
    this.#relay = relay;
    this.#better = null;
    this.#askedAtMs = null;
    return { type: 'use', relay, renew: this.#pair === 'well' || this.#pair === 'silent' };
  }

  #say(relay: string): RelayChoiceEffect {
    return { type: 'signal', body: { kind: 'relay', relay, turn: this.#turn } };
  }

  /** The best one but ours and those that didn't help. */
  #next(): RankedRelay | null {
    return this.#ranked().find(({ id }) => id !== this.#relay && !this.#tried.has(id)) ?? null;
  }

  #ranked(): readonly RankedRelay[] {
    return rankRelays({ own: this.#own, peer: this.#peer, home: this.#home });
  }

  #isUp(relay: string): boolean {
    return this.#own.some(({ id, state }) => id === relay && state === 'up');
  }

  /** One that we don't hold any more is as good as dead. */
  #isDown(relay: string | null): boolean {
    const leg = this.#own.find(({ id }) => id === relay);
    return leg === undefined || leg.state === 'down';
  }
}
