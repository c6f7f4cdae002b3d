/**
 * Which relay a pair uses, free of I/O: events and the time go in, effects come out.
 *
 * Both ends are registered with all of their relays at once, and WireGuard answers and follows whoever shakes hands
 * over any of them: what is heard is the agreement. So the end with the smaller WireGuard key decides. While the pair
 * is silent it calls over one relay after the other, without end; the other end answers, and takes the relay that it
 * was reached over for its own. What they tell each other on the way only makes this quicker.
 */
import { soonestAfter } from '../deadline.ts';
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
 * new: no session yet, or none is wanted any more. well: relayed, and heard of late. silent: had a session, and is long
 * not heard. direct: no relay is in use.
 */
export type PairState = 'new' | 'well' | 'silent' | 'direct';

export type RelayChoiceEffect =
  | { readonly type: 'signal'; readonly body: RelaySignal }
  /**
   * The relay to use. renew: the session has to be made anew, since this relay knows nothing of it. initiate: by us, whoever
   * of the two decides.
   */
  | { readonly type: 'use'; readonly relay: string; readonly renew: boolean; readonly initiate?: boolean };

/** So much better, for so long: a change costs a round trip of packets. */
const BETTER = { ratio: 0.8, ms: 10, forMs: 30_000 } as const;
/** The relay in use is called over twice: most that fell silent have only restarted, and forgot the other end, too. */
const OVER_SAME = 2;
/** How long a handshake and the first echo are waited for, in ms; in round trips where those are longer. */
const TURN = { ms: 700, roundTrips: 3, unmeasuredMs: 1500 } as const;
/** What was decided has taken effect by then: packets may be late, and WireGuard's figures come once a second. */
const SEEN_AFTER_MS = 2500;
/** The other end may notice the death of a relay before us. */
const WISH_LASTS_MS = 3000;
const ASK_EVERY_MS = 1000;
/**
 * The end that decides may hear us all the while and not know that we don't hear it. It would have called over another relay
 * by then, if it were silent too: two that call at once stall each other.
 */
const CALLS_ITSELF_AFTER_MS = 4000;

export class RelayChoice {
  readonly #decides: boolean;
  #own: readonly OwnLeg[] = [];
  #peer: readonly PeerLeg[] = [];
  #home: string | null = null;
  /** Of what it is known of all legs; null: something else is known by now. */
  #ranking: readonly RankedRelay[] | null = null;
  #relay: string | null = null;
  #changedAtMs = Number.NEGATIVE_INFINITY;
  #pair: PairState = 'new';
  #better: { readonly relay: string; readonly sinceMs: number } | null = null;
  /** Until then the last handshake may still be answered. */
  #turnEndsMs = Number.NEGATIVE_INFINITY;
  /** Over the relay that the silence began with. */
  #repeats = 0;
  /** Relays that didn't help in this silence, since all of them were tried. */
  readonly #tried = new Set<string>();
  /** What the other end, whose own leg is dead, asked for. */
  #wish: { readonly relay: string; readonly atMs: number } | null = null;
  #askAfterMs = Number.NEGATIVE_INFINITY;
  /** When the end that doesn't decide calls by itself, having left a dead relay; infinite: not in this silence. */
  #callsAtMs = Number.POSITIVE_INFINITY;

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
    return this.#sumMs(this.#relay);
  }

  handle(event: RelayChoiceEvent, nowMs: number): RelayChoiceEffect[] {
    switch (event.type) {
      case 'own':
        this.#own = event.legs;
        this.#home = event.home;
        this.#ranking = null;
        this.#relay ??= event.home;
        return [];
      case 'peer':
        this.#peer = event.legs;
        this.#ranking = null;
        return [];
      case 'signal':
        return this.#decides ? this.#asked(event.body, nowMs) : this.#told(event.body, nowMs);
      case 'seen':
        return this.#see(event.relay, nowMs);
      case 'tick':
        return this.#tick(event.pair, nowMs);
    }
  }

  /** When time alone changes something next. */
  nextAtMs(nowMs: number): number {
    if (!this.#decides) return soonestAfter(nowMs, this.#callsAtMs);
    const betterAtMs = this.#better === null ? Number.POSITIVE_INFINITY : this.#better.sinceMs + BETTER.forMs;
    return soonestAfter(
      nowMs,
      this.#pair === 'silent' ? this.#turnEndsMs : Number.POSITIVE_INFINITY,
      betterAtMs,
    );
  }

  #tick(pair: PairState, nowMs: number): RelayChoiceEffect[] {
    this.#pair = pair;
    if (pair !== 'silent') {
      this.#callsAtMs = Number.POSITIVE_INFINITY;
      this.#repeats = 0;
      this.#tried.clear();
    }
    const relay = this.#relay;
    if (pair !== 'well' && (relay === null || this.#isUseless(relay))) return this.#leave(nowMs);
    if (relay === null) return [];
    if (!this.#decides) return nowMs >= this.#callsAtMs ? this.#callBack(nowMs) : [];
    if (pair !== 'silent') return this.#improve(nowMs);
    if (this.#wish !== null) return this.#grant(nowMs);
    return nowMs >= this.#turnEndsMs && this.#isUp(relay) ? this.#call(relay, nowMs) : [];
  }

  /** Our relay is dead. */
  #leave(nowMs: number): RelayChoiceEffect[] {
    const next = this.#next();
    if (next === null || next === this.#relay) return [];
    if (this.#decides) return this.#decide(next, nowMs);
    const use = { ...this.#use(next, nowMs), renew: false };
    if (this.#pair === 'silent') this.#callsAtMs = Math.min(this.#callsAtMs, nowMs + CALLS_ITSELF_AFTER_MS);
    if (nowMs < this.#askAfterMs) return [use];
    this.#askAfterMs = nowMs + ASK_EVERY_MS;
    return [say(next), use];
  }

  /** Our relay answers, but the member doesn't. */
  #call(relay: string, nowMs: number): RelayChoiceEffect[] {
    if (this.#repeats < OVER_SAME && this.#isShared(relay)) {
      this.#repeats++;
      return [this.#use(relay, nowMs)];
    }
    const next = this.#next();
    if (next === null) return [];
    return next === relay ? [this.#use(relay, nowMs)] : this.#decide(next, nowMs);
  }

  /** We don't decide, and nobody calls. */
  #callBack(nowMs: number): RelayChoiceEffect[] {
    const next = this.#next();
    if (next === null) return [];
    this.#callsAtMs = nowMs + CALLS_ITSELF_AFTER_MS;
    return [say(next), { ...this.#use(next, nowMs), renew: true, initiate: true }];
  }

  #improve(nowMs: number): RelayChoiceEffect[] {
    const ranked = this.#ranked();
    const [best] = ranked;
    const hereMs = ranked.find(({ id }) => id === this.#relay)?.sumMs ?? null;
    const isBetter =
      best !== undefined &&
      best.sumMs !== null &&
      hereMs !== null &&
      best.sumMs <= hereMs * BETTER.ratio &&
      best.sumMs <= hereMs - BETTER.ms;
    if (!isBetter || this.#pair === 'new') this.#better = null;
    else if (this.#better?.relay !== best.id) this.#better = { relay: best.id, sinceMs: nowMs };
    else if (nowMs >= this.#better.sinceMs + BETTER.forMs) return this.#decide(best.id, nowMs);
    return [];
  }

  #decide(relay: string, nowMs: number): RelayChoiceEffect[] {
    return [say(relay), this.#use(relay, nowMs)];
  }

  /** By the other end, whose own leg is dead. */
  #asked({ relay }: RelaySignal, nowMs: number): RelayChoiceEffect[] {
    this.#wish = { relay, atMs: nowMs };
    return this.#pair === 'well' ? [] : this.#grant(nowMs);
  }

  #grant(nowMs: number): RelayChoiceEffect[] {
    const wish = this.#wish;
    this.#wish = null;
    const isOpen = wish !== null && wish.relay !== this.#relay && !this.#tried.has(wish.relay);
    if (!isOpen || nowMs - wish.atMs > WISH_LASTS_MS || !this.#isUp(wish.relay)) return [];
    this.#pass();
    return this.#decide(wish.relay, nowMs);
  }

  #told({ relay }: RelaySignal, nowMs: number): RelayChoiceEffect[] {
    if (relay === this.#relay || !this.#own.some(({ id }) => id === relay)) return [];
    return [{ ...this.#use(relay, nowMs), renew: false }];
  }

  /** What was decided got lost, or we have only just started: WireGuard is right about what works. */
  #see(relay: string, nowMs: number): RelayChoiceEffect[] {
    const isRight = this.#pair === 'well' && nowMs - this.#changedAtMs >= SEEN_AFTER_MS;
    if (relay === this.#relay || !(isRight || this.#pair === 'new')) return [];
    return [{ ...this.#use(relay, nowMs), renew: false }];
  }

  #use(relay: string, nowMs: number): Extract<RelayChoiceEffect, { type: 'use' }> {
    if (relay !== this.#relay) this.#changedAtMs = nowMs;
    this.#relay = relay;
    this.#better = null;
    const sumMs = this.#sumMs(relay);
    this.#turnEndsMs =
      nowMs + (sumMs === null ? TURN.unmeasuredMs : Math.max(TURN.ms, TURN.roundTrips * sumMs));
    return { type: 'use', relay, renew: this.#pair === 'well' || this.#pair === 'silent' };
  }

  /**
   * The best one that wasn't tried, ours last; then all of them again. Those that the other end hasn't told of come
   * after those that both have: what it last said may have been lost.
   */
  #next(): string | null {
    this.#pass();
    const ranked = this.#ranked().map(({ id }) => id);
    const others = this.#own.filter(({ id, state }) => state === 'up' && !ranked.includes(id));
    const order = [...ranked, ...others.map(({ id }) => id)];
    const next = order.find((id) => !this.#tried.has(id));
    if (next !== undefined) return next;
    this.#tried.clear();
    return order[0] ?? null;
  }

  /** The relay in use doesn't help. */
  #pass(): void {
    if (this.#relay !== null) this.#tried.add(this.#relay);
    this.#repeats = OVER_SAME;
  }

  #ranked(): readonly RankedRelay[] {
    this.#ranking ??= rankRelays({ own: this.#own, peer: this.#peer, home: this.#home });
    return this.#ranking;
  }

  #sumMs(relay: string | null): number | null {
    return this.#ranked().find(({ id }) => id === relay)?.sumMs ?? null;
  }

  #isUp(relay: string): boolean {
    return this.#own.some(({ id, state }) => id === relay && state === 'up');
  }

  #isShared(relay: string): boolean {
    return this.#peer.length === 0 || this.#peer.some(({ id }) => id === relay);
  }

  /** Dead at our end, or, where no session depends on it, at the other. One that we don't hold is as good as dead. */
  #isUseless(relay: string): boolean {
    const leg = this.#own.find(({ id }) => id === relay);
    if (leg === undefined || leg.state === 'down') return true;
    const isIdle = this.#pair === 'new' || this.#pair === 'direct';
    return isIdle && !this.#isShared(relay) && this.#ranked().length > 0;
  }
}

function say(relay: string): RelayChoiceEffect {
  return { type: 'signal', body: { kind: 'relay', relay } };
}
