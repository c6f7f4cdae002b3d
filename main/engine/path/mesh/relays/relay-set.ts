/**
 * The relays that we are registered with, free of I/O: the party's own first and at once, two more as a standby. Members
 * behind all of them can be reached; which one a pair uses is its own choice.
 */
import type { RelayInfo } from '../../../../../shared/control/messages.ts';
import type { PeerStatus } from '../../../../../shared/helper/verbs.ts';
import { soonestAfter } from '../../deadline.ts';
import { HeldRelay } from './held-relay.ts';
import { ListedRelays } from './listed-relays.ts';
import type { Patience, RelayEffect } from './relay-effects.ts';
import { type PipeEvent, TcpFallback, tunnelUrls } from './tcp-fallback.ts';
import { ToldLegs } from './told-legs.ts';

export interface RelaySetOptions {
  readonly keepaliveSeconds: number;
  /** URLs of the control server. */
  readonly servers: readonly string[];
  /** 0 ≤ x < 1. */
  random(): number;
}

/** What the relays have to know of the rest. */
export interface RelayTick {
  readonly isControlUp: boolean;
  /** Relays that any pair goes through. */
  isUsed(relay: string): boolean;
}

/** Each costs every member a keepalive in 25 s. */
const HELD = 3;
/** The first links come first. */
const STANDBY_AFTER_MS = 1500;
/** Where the party's own doesn't answer, another one may. */
const UNANSWERED_MS = 700;
/** Each is a record for everybody. */
const NEWS_EVERY_MS = 1000;

export class RelaySet {
  readonly #options: RelaySetOptions;
  /** The party's own first. */
  #held = new Map<string, HeldRelay>();
  readonly #listed = new ListedRelays();
  #home: HeldRelay | null = null;
  #fallback: TcpFallback | null = null;
  #homeSinceMs = 0;
  #homeReachedAtMs: number | null = null;
  #newsAtMs = 0;
  readonly #told = new ToldLegs();
  /** Binding requests that are under way. */
  readonly #asks = new Map<number, { readonly relay: HeldRelay; readonly patience: Patience }>();
  #lastNumber = 0;
  #effects: RelayEffect[] = [];

  constructor(options: RelaySetOptions) {
    this.#options = options;
  }

  /** What is to be done since it was last asked, in this order. */
  take(): RelayEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** The party's relay: where members meet. */
  get home(): HeldRelay | null {
    return this.#home;
  }

  all(): readonly HeldRelay[] {
    return [...this.#held.values()];
  }

  get(id: string | null): HeldRelay | null {
    return id === null ? null : (this.#held.get(id) ?? null);
  }

  /** Whether WireGuard has shaken hands with it. */
  isReached(id: string | null): boolean {
    return this.get(id)?.peer.reached ?? false;
  }

  /** The one that has this endpoint, or whose tunnel begins there. */
  at(endpoint: string | null): HeldRelay | null {
    return this.all().find(({ peer }) => peer.serves(endpoint)) ?? null;
  }

  /** Whether an endpoint is that of a relay, held or not. */
  isRelay(endpoint: string): boolean {
    return this.at(endpoint) !== null || this.#listed.at(endpoint) !== null;
  }

  /** Holds the listed relay that has this endpoint, for a session that goes through it. @returns its id. */
  holdAt(endpoint: string | null, nowMs: number): string | null {
    const info = this.#listed.at(endpoint);
    return info === null ? null : this.#hold(info, nowMs).info.id;
  }

  /** The one that tells how our NAT maps. */
  get observer(): HeldRelay | null {
    return this.all().find(({ peer }) => peer.probes) ?? this.#home;
  }

  /** Takes what the server says; a relay that it doesn't list any more is kept for as long as it serves a pair. */
  set(listed: readonly RelayInfo[], chosen: string | null, serverAddress: string, nowMs: number): void {
    const info = listed.find(({ id }) => id === chosen) ?? listed[0];
    // A server that has only just started knows of none yet.
    if (info === undefined) return;
    this.#listed.set(listed, serverAddress);
    for (const relay of this.all()) if (this.#listed.hasMoved(relay)) this.#drop(relay.info.id);
    const home = this.#hold(info, nowMs);
    if (home === this.#home) return;
    this.#leaveHome(nowMs);
    this.#home = home;
    this.#homeSinceMs = nowMs;
    this.#homeReachedAtMs = null;
    this.#held = new Map([[info.id, home], ...this.#held]);
    this.#fallback = this.#makeFallback(home, nowMs);
    this.#effects.push({ type: 'look-often' });
  }

  /** Takes WireGuard's view in, by public key. @param isCurrent - whether it was asked after the relay was set last. */
  observe(
    peers: ReadonlyMap<string, PeerStatus>,
    isCurrent: (relay: string) => boolean,
    nowMs: number,
  ): void {
    for (const { info, peer } of this.all()) {
      if (!isCurrent(info.id) || !peer.observe(peers.get(peer.publicKey), nowMs)) continue;
      this.#effects.push({ type: 'relay-reached', relay: info.id, reached: true });
    }
  }

  /** How a binding request went. @param afterMs - null: no answer. */
  answered(ask: number, afterMs: number | null, nowMs: number): void {
    const asked = this.#asks.get(ask);
    this.#asks.delete(ask);
    asked?.relay.answered(afterMs, asked.patience, nowMs);
  }

  handlePipe(event: PipeEvent, nowMs: number): void {
    this.#do(this.#fallback?.handle(event, nowMs));
  }

  /** To be called whenever something has changed, or time has passed. */
  tick(nowMs: number, { isControlUp, isUsed }: RelayTick): void {
    const isElsewhere = this.all().some((relay) => relay !== this.#home && relay.peer.reached);
    const isBlocked = isControlUp && !isElsewhere && !this.#home?.answersLately(nowMs);
    this.#do(this.#fallback?.tick(nowMs, isBlocked));
    for (const relay of this.all()) relay.tick(nowMs);
    if (this.#home?.peer.reached) this.#homeReachedAtMs ??= nowMs;
    if (this.#home !== null && nowMs >= this.#standbyAtMs) this.#holdStandbys(isUsed, nowMs);
    for (const { info, peer } of this.all()) {
      for (const config of peer.advance(nowMs)) {
        this.#effects.push({ type: 'set-relay', relay: info.id, peer: config });
      }
    }
    this.#tellNews(nowMs);
  }

  /** When time alone changes something next. */
  nextAtMs(nowMs: number): number {
    return soonestAfter(
      nowMs,
      this.#home === null ? Number.POSITIVE_INFINITY : this.#standbyAtMs,
      this.#newsAtMs,
      this.#fallback?.nextAtMs(nowMs) ?? Number.POSITIVE_INFINITY,
      ...this.all().map((relay) => relay.nextAtMs(nowMs)),
    );
  }

  /** Members behind it are silent, or their handshakes are. */
  doubt(id: string | null, nowMs: number): void {
    const relay = this.get(id);
    if (relay?.doubt(nowMs)) this.renewed(relay);
  }

  /** It is being registered with anew. */
  renewed(relay: HeldRelay): void {
    this.#effects.push(
      { type: 'relay-reached', relay: relay.info.id, reached: false },
      { type: 'look-often' },
    );
  }

  /** The WireGuard device was made anew: no relay is configured. */
  startOver(nowMs: number): void {
    this.#do(this.#fallback?.startOver());
    this.#renewAll(nowMs);
  }

  /** This machine's addresses or routes changed, or it was asleep. */
  networkChanged(nowMs: number): void {
    this.#effects.push({ type: 'renew-askers' });
    this.#fallback?.networkChanged(nowMs);
    this.#renewAll(nowMs);
  }

  /** None of them knows where we are now, however lately it was told. */
  #renewAll(nowMs: number): void {
    for (const relay of this.all()) {
      relay.renew(nowMs);
      this.renewed(relay);
    }
  }

  get #standbyAtMs(): number {
    return this.#homeReachedAtMs === null
      ? this.#homeSinceMs + UNANSWERED_MS
      : this.#homeReachedAtMs + STANDBY_AFTER_MS;
  }

  #holdStandbys(isUsed: RelayTick['isUsed'], nowMs: number): void {
    for (const [place, { info, peer }] of this.all().entries()) {
      const isWanted = place < HELD && this.#listed.has(info.id);
      if (!isWanted && !(peer.reached && isUsed(info.id))) this.#drop(info.id);
    }
    for (const info of this.#listed.all()) if (this.#held.size < HELD) this.#hold(info, nowMs);
  }

  #tellNews(nowMs: number): void {
    if (nowMs < this.#newsAtMs) return;
    const legs = this.#told.update(this.all().map((relay) => relay.leg(nowMs)));
    if (legs === null) return;
    this.#newsAtMs = nowMs + NEWS_EVERY_MS;
    this.#effects.push({ type: 'legs', legs });
  }

  #leaveHome(nowMs: number): void {
    this.#do(this.#fallback?.close());
    if (this.#home?.peer.transport !== 'tcp') return;
    this.#home.peer.goOverUdp();
    this.#home.renew(nowMs);
  }

  #hold(info: RelayInfo, nowMs: number): HeldRelay {
    const known = this.#held.get(info.id);
    if (known !== undefined) return known;
    const { keepaliveSeconds, random } = this.#options;
    const isProbed = this.all().some(({ peer }) => peer.probes);
    const relay = new HeldRelay(
      {
        info: isProbed ? { ...info, probe: null } : info,
        serverAddress: this.#listed.serverAddress,
        keepaliveSeconds,
        ask: (asking, patience) => this.#ask(asking, patience),
        random,
      },
      nowMs,
    );
    this.#held.set(info.id, relay);
    return relay;
  }

  #ask(relay: HeldRelay, patience: Patience): void {
    const ask = ++this.#lastNumber;
    this.#asks.set(ask, { relay, patience });
    this.#effects.push({ type: 'ask-relay', ask, endpoint: relay.peer.endpoint, patience });
  }

  #drop(id: string): void {
    const relay = this.#held.get(id);
    this.#held.delete(id);
    for (const publicKey of relay?.peer.keys ?? []) this.#effects.push({ type: 'remove-relay', publicKey });
  }

  #makeFallback({ info, peer }: HeldRelay, nowMs: number): TcpFallback {
    const urls = tunnelUrls(info.tcp ?? [], this.#options.servers, this.#listed.serverAddress);
    return new TcpFallback({ peer, urls, nextPipe: () => ++this.#lastNumber }, nowMs);
  }

  #do(effects: readonly RelayEffect[] | undefined): void {
    this.#effects.push(...(effects ?? []));
  }
}
