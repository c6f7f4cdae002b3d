/**
 * The relays that we are registered with: the party's own first and at once, two more as a standby. Members behind all
 * of them can be reached; which one a pair uses is its own choice.
 */
import type { RelayInfo } from '../../../../../shared/control/messages.ts';
import type { PeerStatus } from '../../../../../shared/helper/verbs.ts';
import type { Clock } from '../../../../base/clock.ts';
import type { ProxySettings } from '../../../../base/knobs.ts';
import type { Log } from '../../../../base/log/log.ts';
import type { PeerLeg } from '../../link/rank-relays.ts';
import type { RelayMeter } from '../../run/relay-meter.ts';
import { HeldRelay } from './held-relay.ts';
import { ListedRelays } from './listed-relays.ts';
import type { PeerSetter } from './relay-peer.ts';
import { TcpFallback, tunnelUrls } from './tcp-fallback.ts';
import { ToldLegs } from './told-legs.ts';

export interface RelaySetOptions {
  readonly tunnel: PeerSetter;
  readonly clock: Clock;
  /** Is closed with the set. */
  readonly meter: Pick<RelayMeter, 'ask' | 'renew' | 'close'>;
  readonly log: Log;
  readonly keepaliveSeconds: number;
  /** URLs of the control server. */
  readonly servers: readonly string[];
  /** For the TCP tunnel. */
  readonly proxies: ProxySettings;
  /** 0 ≤ x < 1. */
  random(): number;
  isControlUp(): boolean;
  /** Whether any pair goes through it. */
  isUsed(relay: string): boolean;
  /** WireGuard has shaken hands with a relay, or has to do so anew. */
  onReached(relay: string, reached: boolean): void;
  /** A relay has to be reached: WireGuard should be asked often. */
  onHurry(): void;
  /** The party's relay, which has this endpoint, is reached through the TCP tunnel now. */
  onTcp(endpoint: string): void;
  /** The party's relay is reached in another way now. */
  onTransport(transport: 'udp' | 'tcp'): void;
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
  #removals: Promise<unknown> = Promise.resolve();

  constructor(options: RelaySetOptions) {
    this.#options = options;
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

  /** The one that has this endpoint, or whose tunnel begins there. */
  at(endpoint: string | null): HeldRelay | null {
    return this.all().find(({ peer }) => peer.serves(endpoint)) ?? null;
  }

  /** Whether an endpoint is that of a relay, held or not. */
  isRelay(endpoint: string): boolean {
    return this.at(endpoint) !== null || this.#listed.at(endpoint) !== null;
  }

  /** Holds the listed relay that has this endpoint, for a session that goes through it. @returns its id. */
  holdAt(endpoint: string | null): string | null {
    const info = this.#listed.at(endpoint);
    return info === null ? null : this.#hold(info).info.id;
  }

  /** The one that tells how our NAT maps. */
  get observer(): HeldRelay | null {
    return this.all().find(({ peer }) => peer.probes) ?? this.#home;
  }

  /** What the others should know of them, when that has changed; null: nothing new. */
  news(nowMs: number): readonly PeerLeg[] | null {
    if (nowMs < this.#newsAtMs) return null;
    this.#newsAtMs = nowMs + NEWS_EVERY_MS;
    return this.#told.update(this.all().map((relay) => relay.leg(nowMs)));
  }

  /** Takes what the server says; a relay that it doesn't list any more is kept for as long as it serves a pair. */
  async set(listed: readonly RelayInfo[], chosen: string | null, serverAddress: string): Promise<void> {
    const info = listed.find(({ id }) => id === chosen) ?? listed[0];
    // A server that has only just started knows of none yet.
    if (info === undefined) return;
    this.#listed.set(listed, serverAddress);
    for (const relay of this.all()) if (this.#listed.hasMoved(relay)) this.#drop(relay.info.id);
    const home = this.#hold(info);
    if (home === this.#home) return;
    const nowMs = this.#options.clock.now();
    this.#leaveHome(nowMs);
    this.#home = home;
    this.#homeSinceMs = nowMs;
    this.#homeReachedAtMs = null;
    this.#held = new Map([[info.id, home], ...this.#held]);
    this.#fallback = this.#makeFallback(home);
    this.#options.onHurry();
    await this.#removals;
    await home.peer.advance(nowMs);
  }

  /** Called before each look at WireGuard. */
  async advance(nowMs: number): Promise<void> {
    // One that comes may have the key of one that goes.
    await this.#removals;
    for (const { peer } of this.all()) await peer.advance(nowMs);
  }

  /** Takes WireGuard's view in, by public key. */
  observe(peers: ReadonlyMap<string, PeerStatus>): void {
    const nowMs = this.#options.clock.now();
    for (const { info, peer } of this.all()) {
      if (peer.observe(peers.get(peer.publicKey), nowMs)) this.#options.onReached(info.id, true);
    }
  }

  /** To be called often. */
  tick(nowMs: number): void {
    const isElsewhere = this.all().some((relay) => relay !== this.#home && relay.peer.reached);
    this.#fallback?.tick(nowMs, this.#options.isControlUp() && !isElsewhere);
    for (const relay of this.all()) relay.tick(nowMs);
    if (this.#home?.peer.reached) this.#homeReachedAtMs ??= nowMs;
    const standbyAtMs =
      this.#homeReachedAtMs === null
        ? this.#homeSinceMs + UNANSWERED_MS
        : this.#homeReachedAtMs + STANDBY_AFTER_MS;
    if (this.#home === null || nowMs < standbyAtMs) return;
    for (const [place, { info, peer }] of this.all().entries()) {
      const isWanted = place < HELD && this.#listed.has(info.id);
      if (!isWanted && !(peer.reached && this.#options.isUsed(info.id))) this.#drop(info.id);
    }
    for (const info of this.#listed.all()) if (this.#held.size < HELD) this.#hold(info);
  }

  /** Members behind it are silent, or their handshakes are. */
  doubt(id: string | null, nowMs: number): void {
    const relay = this.get(id);
    if (relay?.doubt(nowMs)) this.renewed(relay);
  }

  /** It is being registered with anew. */
  renewed(relay: HeldRelay): void {
    this.#options.onReached(relay.info.id, false);
    this.#options.onHurry();
  }

  /** The WireGuard device was made anew: no relay is configured. */
  startOver(): void {
    const nowMs = this.#options.clock.now();
    this.#fallback?.startOver();
    for (const relay of this.all()) {
      relay.renew(nowMs);
      this.renewed(relay);
    }
  }

  /** This machine's addresses or routes changed, or it was asleep. */
  networkChanged(): void {
    this.#options.meter.renew();
    this.#fallback?.networkChanged();
    const nowMs = this.#options.clock.now();
    for (const { info } of this.all()) this.doubt(info.id, nowMs);
    this.#options.onHurry();
  }

  /** WireGuard's peers stay as they are. */
  close(): void {
    this.#fallback?.close();
    this.#options.meter.close();
  }

  #leaveHome(nowMs: number): void {
    this.#fallback?.close();
    if (this.#home?.peer.transport !== 'tcp') return;
    this.#home.peer.goOverUdp();
    this.#home.renew(nowMs);
  }

  #hold(info: RelayInfo): HeldRelay {
    const known = this.#held.get(info.id);
    if (known !== undefined) return known;
    const { tunnel, keepaliveSeconds, clock, meter, random } = this.#options;
    const isProbed = this.all().some(({ peer }) => peer.probes);
    const relay = new HeldRelay({
      info: isProbed ? { ...info, probe: null } : info,
      serverAddress: this.#listed.serverAddress,
      tunnel,
      keepaliveSeconds,
      asker: meter,
      now: () => clock.now(),
      random,
    });
    this.#held.set(info.id, relay);
    return relay;
  }

  #drop(id: string): void {
    const relay = this.#held.get(id);
    this.#held.delete(id);
    if (relay !== undefined) this.#removals = this.#removals.then(() => relay.peer.remove());
  }

  #makeFallback({ info, peer }: HeldRelay): TcpFallback {
    const { proxies, clock, log, servers, onTcp, onTransport, onHurry } = this.#options;
    const urls = tunnelUrls(info.tcp ?? [], servers, this.#listed.serverAddress);
    return new TcpFallback({
      peer,
      urls,
      proxies,
      clock,
      log,
      onTcp: () => onTcp(peer.endpoint),
      onRerouted: () => {
        onTransport(peer.transport);
        onHurry();
      },
    });
  }
}
