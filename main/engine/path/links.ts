/**
 * The links to all members (the ConnectionManager of the source documents): feeds them with what the roster, the
 * signals, the echo and WireGuard say, and watches the relay.
 */
import type { RelayInfo } from '../../../shared/control/messages.ts';
import type { InterfaceStatus } from '../../../shared/helper/verbs.ts';
import { type Reachability, unknownReachability } from '../../../shared/model/reachability.ts';
import type { Sample } from '../../../shared/model/snapshot.ts';
import type { ProxySettings } from '../../base/knobs.ts';
import type { EchoPacket } from './echo-packet.ts';
import { Link, type LinkContext, type LinkMember } from './link.ts';
import { RelayPeer } from './relay-peer.ts';
import { isLinkSignal, type Signal } from './signal.ts';
import { StatusWatch } from './status-watch.ts';
import { TcpFallback, tunnelUrls } from './tcp/tcp-fallback.ts';

export interface LinksOptions extends Omit<LinkContext, 'relayEndpoint' | 'doubtRelay'> {
  /** Random u32. */
  readonly session: number;
  /** Where a joiner's time to connect is counted from, monotonic ms. */
  readonly startedAtMs: number;
  /** URLs of the control server. */
  readonly servers: readonly string[];
  /** For the TCP tunnel. */
  readonly proxies: ProxySettings;
  isControlUp(): boolean;
  sendEcho(to: string, packet: EchoPacket): void;
  /** Whether an endpoint is an address of the tunnel itself. */
  isInsideTunnel(endpoint: string): boolean;
  /** A member was parted because it led our WireGuard into itself. */
  onLoop(member: string): void;
  /** The relay, which has this endpoint, is reached through the TCP tunnel now. */
  onTcp(relay: string): void;
  /** The relay is reached in another way now. */
  onTransport(transport: 'udp' | 'tcp'): void;
  /** Anything that people see may have changed. */
  onChange(): void;
  onSample(sample: Sample): void;
}

const TICK_MS = 50;

export class Links {
  readonly #options: LinksOptions;
  readonly #context: LinkContext;
  readonly #links = new Map<string, Link>();
  #relay: RelayPeer | null = null;
  #fallback: TcpFallback | null = null;
  #own: Reachability = unknownReachability;
  #game = false;
  /** A new link may have the key or the address of one that is still being removed. */
  #partings: Promise<unknown> = Promise.resolve();
  readonly #watch: StatusWatch;
  #stopTicking = (): void => undefined;

  constructor(options: LinksOptions) {
    this.#options = options;
    this.#context = {
      ...options,
      relayEndpoint: () => this.#relay?.memberEndpoint ?? null,
      doubtRelay: () => this.#doubtRelay(),
    };
    this.#watch = new StatusWatch({
      tunnel: options.tunnel,
      clock: options.clock,
      prepare: async () => this.#relay?.advance(options.clock.now()),
      onStatus: (status) => this.#observe(status),
      urgency: () => this.#urgency(),
    });
  }

  /** Begins once the device is there. */
  start(): void {
    this.#tickLater();
    this.#watch.start();
  }

  get relay(): Pick<RelayPeer, 'publicKey' | 'endpoint' | 'reached' | 'transport'> | null {
    return this.#relay;
  }

  all(): readonly Link[] {
    return [...this.#links.values()];
  }

  /** Sets the party's relay; the same one again changes nothing. */
  async setRelay(relay: RelayInfo | null, serverAddress: string): Promise<void> {
    const { tunnel, keepaliveSeconds, clock } = this.#options;
    if (relay === null) return;
    const next = new RelayPeer(relay, serverAddress, tunnel, keepaliveSeconds);
    if (this.#relay?.publicKey === next.publicKey && this.#relay.serves(next.endpoint)) return;
    const before = this.#relay;
    this.#relay = next;
    this.#fallback?.close();
    this.#fallback = this.#makeFallback(
      next,
      tunnelUrls(relay.tcp ?? [], this.#options.servers, serverAddress),
    );
    this.#tellRelay(false);
    this.#watch.hurry();
    await next.advance(clock.now());
    if (before !== null && before.publicKey !== next.publicKey) await before.remove();
  }

  /** A member is known now. @param how - see `LinkEvent`; resumed asks WireGuard for a session that it kept. */
  async meet(member: LinkMember, how: 'came' | 'found' | 'resumed'): Promise<void> {
    const nowMs = this.#options.clock.now();
    const link = new Link(member, this.#context, {
      session: this.#options.session,
      startedAtMs: how === 'found' ? this.#options.startedAtMs : nowMs,
      nowMs,
      relayReached: this.#relay?.reached ?? false,
      after: this.#partings,
    });
    this.#links.set(member.id, link);
    if (this.#game) link.setGame(true, nowMs);
    this.#tellFacts(link);
    this.#watch.hurry();
    if (how === 'resumed') {
      const status = await this.#options.tunnel.status();
      const peers = status.ok ? status.value.peers : [];
      const kept = peers.find(({ publicKey }) => publicKey === member.wireguardKey);
      link.handle({ type: 'met', how, session: (kept?.latestHandshake ?? null) !== null }, nowMs);
    } else {
      link.handle({ type: 'met', how }, nowMs);
    }
  }

  /** A member's presence, key or address changed; a new key or address is a new link. */
  update(member: LinkMember): void {
    const link = this.#links.get(member.id);
    if (link === undefined) return;
    const { wireguardKey, address, presence } = link.member;
    if (member.wireguardKey !== wireguardKey || member.address !== address) {
      this.part(member.id);
      void this.meet(member, 'came');
      return;
    }
    link.member = member;
    this.#tellFacts(link);
    if (member.presence === presence) return;
    link.handle({ type: 'presence', online: member.presence === 'online' }, this.#options.clock.now());
  }

  /** A member has gone; its WireGuard peer is removed. */
  part(id: string): void {
    const link = this.#links.get(id);
    this.#links.delete(id);
    if (link !== undefined) this.#partings = Promise.all([this.#partings, link.remove()]);
  }

  /** The device was made anew: no peer is configured and no session is left. */
  startOver(): void {
    this.#relay?.startOver();
    this.#fallback?.startOver();
    this.#tellRelay(false);
    this.#watch.hurry();
    const nowMs = this.#options.clock.now();
    for (const link of this.all()) link.handle({ type: 'met', how: 'resumed', session: false }, nowMs);
  }

  /** The control server hears us again. */
  reconnected(): void {
    this.#watch.hurry();
    const nowMs = this.#options.clock.now();
    for (const link of this.all()) link.handle({ type: 'reconnected' }, nowMs);
  }

  /** Echo samples of all members for the chart, oldest first within each. */
  samples(): Sample[] {
    return this.all().flatMap(({ member, probe }) =>
      probe.window.samples().map(({ sentAtMs, rttMs }) => ({ peer: member.id, at: sentAtMs, rttMs })),
    );
  }

  /** A checked signal of a member. */
  signalled(from: string, body: Signal): void {
    const link = this.#links.get(from);
    if (link === undefined) return;
    this.#watch.hurry();
    const nowMs = this.#options.clock.now();
    if (isLinkSignal(body)) link.handle({ type: 'signal', kind: body.kind }, nowMs);
    else link.handleDirect({ type: 'signal', body }, nowMs);
  }

  /** What the others know of us changed. */
  setReachability(own: Reachability): void {
    this.#own = own;
    for (const link of this.all()) this.#tellFacts(link);
  }

  /** This machine's addresses or routes changed, or it was asleep. */
  networkChanged(): void {
    this.#doubtRelay();
    this.#fallback?.networkChanged();
    this.#watch.hurry();
    const nowMs = this.#options.clock.now();
    for (const link of this.all()) link.handleDirect({ type: 'network' }, nowMs);
  }

  /** Whether a game runs: echoes come five times a second then, and a dead path is left within one. */
  setGame(isOn: boolean): void {
    this.#game = isOn;
    const nowMs = this.#options.clock.now();
    for (const link of this.all()) link.setGame(isOn, nowMs);
  }

  /** An echo packet that came out of the tunnel; WireGuard vouches for its source address. */
  echoed(from: string, packet: EchoPacket): void {
    const link = this.all().find(({ member }) => member.address === from);
    if (link === undefined) return;
    const nowMs = this.#options.clock.now();
    if (packet.kind === 'request') {
      this.#options.sendEcho(from, link.probe.answer(packet));
      link.heard(nowMs);
    } else {
      const sample = link.probe.match(packet, nowMs);
      if (sample === null) return;
      link.answered(nowMs);
      this.#options.onSample({ peer: link.member.id, at: sample.sentAtMs, rttMs: sample.rttMs });
    }
    this.#options.onChange();
  }

  /** Stops everything; the WireGuard peers stay as they are. */
  close(): void {
    this.#fallback?.close();
    this.#stopTicking();
    this.#watch.close();
  }

  #tick(): void {
    const nowMs = this.#options.clock.now();
    const isDoubtful = ({ core }: Link): boolean =>
      core.unanswered(nowMs) || (core.path === 'relay' && core.silent(nowMs));
    if (this.all().some(isDoubtful)) this.#doubtRelay();
    this.#fallback?.tick(nowMs, this.#options.isControlUp());
    for (const link of this.all()) {
      link.handle({ type: 'tick' }, nowMs);
      link.handleDirect({ type: 'tick' }, nowMs);
      for (const lost of link.probe.expire(nowMs)) {
        link.handle({ type: 'echo', answered: false }, nowMs);
        this.#options.onSample({ peer: link.member.id, at: lost.sentAtMs, rttMs: null });
        this.#options.onChange();
      }
      const request = link.core.mayEcho ? link.probe.due(nowMs) : null;
      if (request !== null) this.#options.sendEcho(link.member.address, request);
    }
  }

  /** A handshake registers us again with a relay that restarted, or after our NAT moved us. */
  #doubtRelay(): void {
    const wasReached = this.#relay?.reached ?? false;
    this.#relay?.doubt(this.#options.clock.now());
    if (!wasReached || this.#relay?.reached === true) return;
    this.#tellRelay(false);
    this.#watch.hurry();
  }

  #observe(status: InterfaceStatus): void {
    const nowMs = this.#options.clock.now();
    const wallMs = this.#options.clock.date().getTime();
    const peers = new Map(status.peers.map((peer) => [peer.publicKey, peer]));
    if (this.#relay?.observe(peers.get(this.#relay.publicKey))) this.#tellRelay(true);
    for (const link of this.all()) {
      const peer = peers.get(link.member.wireguardKey) ?? null;
      link.status = peer;
      if (peer === null) continue;
      const { latestHandshake, rxBytes, endpoint } = peer;
      if (endpoint !== null && this.#options.isInsideTunnel(endpoint)) {
        // A member that shakes hands through the tunnel makes WireGuard roam there and send into itself for ever.
        this.part(link.member.id);
        this.#options.onLoop(link.member.id);
        continue;
      }
      const handshakeAgeMs = latestHandshake === null ? null : wallMs - latestHandshake * 1000;
      // A peer that waits for the other's initiation has none yet.
      const relayed = endpoint === null || (this.#relay?.serves(endpoint) ?? false);
      link.handle({ type: 'status', handshakeAgeMs, rxBytes, relayed }, nowMs);
      const handshakeAt = latestHandshake;
      link.handleDirect({ type: 'endpoint', relayed, endpoint, handshakeAt, rxBytes }, nowMs);
      if (this.#relay?.misplaces(endpoint)) link.followRelay();
    }
    this.#options.onChange();
  }

  #makeFallback(peer: RelayPeer, urls: readonly string[]): TcpFallback {
    const { proxies, clock, log } = this.#options;
    const onRerouted = (): void => {
      this.#watch.hurry();
      this.#options.onTransport(peer.transport);
      this.#options.onChange();
    };
    const onTcp = (): void => this.#options.onTcp(peer.endpoint);
    return new TcpFallback({ peer, urls, proxies, clock, log, onTcp, onRerouted });
  }

  #tellRelay(reached: boolean): void {
    const nowMs = this.#options.clock.now();
    for (const link of this.all()) link.handle({ type: 'relay', reached }, nowMs);
  }

  #tellFacts(link: Link): void {
    const { reachability } = link.member;
    link.handleDirect({ type: 'facts', own: this.#own, peer: reachability }, this.#options.clock.now());
  }

  #urgency(): 'now' | 'soon' | 'none' {
    const nowMs = this.#options.clock.now();
    if (this.all().some(({ direct }) => direct.moving || direct.isDoubtful(nowMs))) return 'now';
    const unsettled =
      this.#relay?.reached === false || this.all().some(({ core }) => core.stage === 'securing');
    return unsettled ? 'soon' : 'none';
  }

  #tickLater(): void {
    this.#stopTicking = this.#options.clock.after(TICK_MS, () => {
      this.#tick();
      this.#tickLater();
    });
  }
}
