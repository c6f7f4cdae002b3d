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
  /** The relay to use. renew: the session has to be made anew, since this relay knows nothing of it. */
  | { readonly type: 'use'; readonly relay: string; readonly renew: boolean };

/** So much better, for so long: a change costs a round trip of packets. */
const BETTER = { ratio: 0.8, ms: 10, forMs: 30_000 } as const;
/**
 * When the deciding end shakes hands anew, in ms of silence. Over the same relay first: most that fell silent have only
 * restarted, and the other end may register a moment after us. Then over others, then it is left to the link.
 */
const RENEW_AT_MS = [0, 700, 1500, 2500] as const;
const OVER_SAME = 2;
/** Time for the deciding end to notice by itself, or to be asked over the control plane. */
const OVERDUE_MS = 1200;
/** Packets that are late, and WireGuard's figures, which come once a second, lag behind a decision. */
const SEEN_FOR_MS = 2500;

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
  /** In this silence. */
  #renewals = 0;
  /** Relays that didn't help in it. */
  readonly #tried = new Set<string>();
  #askedAtMs: number | null = null;
  /** Since when WireGuard speaks through another relay than we think. */
  #elsewhereSinceMs: number | null = null;

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
        return this.#see(event.relay, nowMs);
      case 'tick':
        return this.#tick(event.pair, nowMs);
    }
  }

  #tick(pair: PairState, nowMs: number): RelayChoiceEffect[] {
    this.#pair = pair;
    if (pair === 'silent') this.#silentSinceMs ??= nowMs;
    else {
      this.#silentSinceMs = null;
      this.#renewals = 0;
      this.#tried.clear();
    }
    const relay = this.#relay;
    if (relay === null || this.#isDown(relay)) return this.#leave(nowMs);
    this.#askedAtMs = null;
    if (!this.#decides) return [];
    if (this.#silentSinceMs === null) return this.#improve(nowMs);
    return this.#isUp(relay) ? this.#lookFurther(relay, nowMs - this.#silentSinceMs) : [];
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

  /** Our relay answers, but the member doesn't. */
  #lookFurther(relay: string, silentMs: number): RelayChoiceEffect[] {
    if (silentMs < (RENEW_AT_MS[this.#renewals] ?? Number.POSITIVE_INFINITY)) return [];
    this.#renewals++;
    if (this.#renewals <= OVER_SAME) return [this.#use(relay)];
    this.#tried.add(relay);
    const next = this.#next();
    return next === null ? [this.#use(relay)] : this.#decide(next.id);
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
  #see(relay: string, nowMs: number): RelayChoiceEffect[] {
    if (relay === this.#relay) this.#elsewhereSinceMs = null;
    else this.#elsewhereSinceMs ??= nowMs;
    const isFollowing = !this.#decides && this.#pair === 'well' && this.#askedAtMs === null;
    const isLasting = this.#elsewhereSinceMs !== null && nowMs - this.#elsewhereSinceMs >= SEEN_FOR_MS;
    const isNews = relay !== this.#relay && ((isFollowing && isLasting) || this.#pair === 'new');
    return isNews ? [{ ...this.#use(relay), renew: false }] : [];
  }

  #use(relay: string): Extract<RelayChoiceEffect, { type: 'use' }> {
    this.#relay = relay;
    this.#better = null;
    this.#askedAtMs = null;
    this.#elsewhereSinceMs = null;
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
  #isDown(relay: string): boolean {
    const leg = this.#own.find(({ id }) => id === relay);
    return leg === undefined || leg.state === 'down';
  }
}
