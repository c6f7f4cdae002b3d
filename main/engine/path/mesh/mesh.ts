/**
 * The links to all members (the ConnectionManager of the source documents): feeds them with what the roster, the
 * signals, the echo, WireGuard and the relays say.
 */
import type { RelayInfo } from '../../../../shared/control/messages.ts';
import type { InterfaceStatus } from '../../../../shared/helper/verbs.ts';
import { type Reachability, unknownReachability } from '../../../../shared/model/reachability.ts';
import type { Sample } from '../../../../shared/model/snapshot.ts';
import { askEchoes, takeEcho } from '../exchange-echoes.ts';
import type { EchoPacket } from '../link/echo-packet.ts';
import { Link } from '../link/link.ts';
import type { Cadence, LinkContext, LinkMember } from '../link-context.ts';
import type { LinksOptions } from '../links-options.ts';
import { RelayMeter } from '../run/relay-meter.ts';
import { isLinkSignal, type Signal } from '../signal.ts';
import { StatusWatch } from './look-pace.ts';
import { RelaySet } from './relays/relay-set.ts';
import { tellRelays, watchRelays } from './relays/watch-relays.ts';

const TICK_MS = 50;

export class Links {
  readonly #options: LinksOptions;
  readonly #context: LinkContext;
  readonly #links = new Map<string, Link>();
  readonly #relays: RelaySet;
  #own: Reachability = unknownReachability;
  #cadence: Cadence = 'steady';
  /** A new link may have the key or the address of one that is still being removed. */
  #partings: Promise<unknown> = Promise.resolve();
  readonly #watch: StatusWatch;
  #stopTicking = (): void => undefined;

  constructor(options: LinksOptions) {
    const { tunnel, clock } = options;
    this.#options = options;
    this.#relays = new RelaySet({
      ...options,
      meter: new RelayMeter(clock),
      isUsed: (relay) => this.all().some(({ choice }) => choice.relay === relay),
      onReached: (relay, reached) => this.#tellReached(relay, reached),
      onHurry: () => this.#watch.hurry(),
    });
    this.#context = {
      ...options,
      relayEndpoint: (relay) => this.#relays.get(relay)?.peer.memberEndpoint ?? null,
      isRelayReached: (relay) => this.#relays.get(relay)?.peer.reached ?? false,
      doubtRelay: (relay) => this.#relays.doubt(relay, clock.now()),
    };
    this.#watch = new StatusWatch({
      tunnel,
      clock,
      prepare: () => this.#relays.advance(clock.now()),
      onStatus: (status) => this.#observe(status),
      urgency: () => this.#urgency(),
    });
  }

  /** Begins once the device is there. */
  start(): void {
    this.#tickLater();
    this.#watch.start();
  }

  /** The relays that we are registered with. */
  get relays(): Pick<RelaySet, 'home' | 'observer' | 'all'> {
    return this.#relays;
  }

  all(): readonly Link[] {
    return [...this.#links.values()];
  }

  /** Takes the relays that the server lists; the same ones again change nothing. */
  setRelays(listed: readonly RelayInfo[], chosen: string | null, serverAddress: string): Promise<void> {
    return this.#relays.set(listed, chosen, serverAddress);
  }

  /** A member is known now. @param how - see `LinkEvent`; resumed asks WireGuard for a session that it kept. */
  async meet(member: LinkMember, how: 'came' | 'found' | 'resumed'): Promise<void> {
    const nowMs = this.#options.clock.now();
    const link = new Link(member, this.#context, {
      session: this.#options.session,
      startedAtMs: how === 'found' ? this.#options.startedAtMs : nowMs,
      nowMs,
      after: this.#partings,
    });
    this.#links.set(member.id, link);
    if (this.#cadence === 'game') link.setCadence('game', nowMs);
    this.#tellFacts(link);
    tellRelays([link], this.#relays, nowMs);
    this.#watch.hurry();
    if (how === 'resumed') {
      const status = await this.#options.tunnel.status();
      const peers = status.ok ? status.value.peers : [];
      const kept = peers.find(({ publicKey }) => publicKey === member.wireguardKey);
      const relay = this.#relays.holdAt(kept?.endpoint ?? null);
      if (relay !== null) link.handleRelay({ type: 'seen', relay }, nowMs);
      link.handle({ type: 'met', how, handshakeAt: kept?.latestHandshake ?? null }, nowMs);
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
    this.#relays.startOver();
    const nowMs = this.#options.clock.now();
    for (const link of this.all()) link.handle({ type: 'met', how: 'resumed', handshakeAt: null }, nowMs);
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
    if (body.kind === 'relay') link.handleRelay({ type: 'signal', body }, nowMs);
    else if (isLinkSignal(body)) link.handle({ type: 'signal', kind: body.kind }, nowMs);
    else link.handleDirect({ type: 'signal', body }, nowMs);
  }

  /** What the others know of us changed. */
  setReachability(own: Reachability): void {
    this.#own = own;
    for (const link of this.all()) this.#tellFacts(link);
  }

  /** This machine's addresses or routes changed, or it was asleep. */
  networkChanged(): void {
    this.#relays.networkChanged();
    const nowMs = this.#options.clock.now();
    for (const link of this.all()) link.handleDirect({ type: 'network' }, nowMs);
  }

  /** How often echoes are sent from now on. */
  setCadence(cadence: Cadence): void {
    if (cadence === this.#cadence) return;
    this.#cadence = cadence;
    const nowMs = this.#options.clock.now();
    for (const link of this.all()) link.setCadence(cadence, nowMs);
  }

  /** An echo packet that came out of the tunnel; WireGuard vouches for its source address. */
  echoed(from: string, packet: EchoPacket): void {
    const link = this.all().find(({ member }) => member.address === from);
    if (link === undefined) return;
    takeEcho(link, packet, this.#options, this.#options.clock.now());
  }

  /** Stops everything; the WireGuard peers stay as they are. */
  close(): void {
    this.#relays.close();
    this.#stopTicking();
    this.#watch.close();
  }

  #tick(): void {
    const nowMs = this.#options.clock.now();
    // Before a silent path is given up, WireGuard is asked whether only our echo is missing.
    if (this.#urgency() === 'now') this.#watch.wake();
    this.#relays.tick(nowMs);
    watchRelays(this.all(), this.#relays, nowMs);
    tellRelays(this.all(), this.#relays, nowMs);
    const told = this.#relays.news(nowMs);
    if (told !== null) this.#options.onLegs(told);
    for (const link of this.all()) {
      link.tick(nowMs);
      askEchoes(link, this.#options, nowMs);
    }
  }

  #observe(status: InterfaceStatus): void {
    const nowMs = this.#options.clock.now();
    const peers = new Map(status.peers.map((peer) => [peer.publicKey, peer]));
    this.#relays.observe(peers);
    for (const link of this.all()) {
      const peer = peers.get(link.member.wireguardKey) ?? null;
      link.status = peer;
      if (peer === null) continue;
      const { endpoint } = peer;
      if (endpoint !== null && this.#options.isInsideTunnel(endpoint)) {
        // A member that shakes hands through the tunnel makes WireGuard roam there and send into itself for ever.
        this.part(link.member.id);
        this.#options.onLoop(link.member.id);
        continue;
      }
      // A peer that waits for the other's initiation has none yet.
      const relayed = endpoint === null || this.#relays.isRelay(endpoint);
      link.observe(peer, relayed, nowMs);
      const relay = this.#relays.at(endpoint);
      if (relay?.peer.misplaces(endpoint)) link.followRelay();
      else if (relay !== null) link.handleRelay({ type: 'seen', relay: relay.info.id }, nowMs);
    }
    this.#options.onChange();
  }

  #tellReached(relay: string, reached: boolean): void {
    const nowMs = this.#options.clock.now();
    for (const link of this.all()) {
      if (link.choice.relay === relay) link.handle({ type: 'relay', reached }, nowMs);
    }
  }

  #tellFacts(link: Link): void {
    const nowMs = this.#options.clock.now();
    const { relays: legs = [], ...peer } = link.member.reachability;
    const { relays: _, ...own } = this.#own;
    link.handleRelay({ type: 'peer', legs }, nowMs);
    // Round trips to relays are no reason to try a direct path again.
    link.handleDirect({ type: 'facts', own, peer }, nowMs);
  }

  #urgency(): 'now' | 'soon' | 'none' {
    const nowMs = this.#options.clock.now();
    if (this.all().some(({ direct }) => direct.moving || direct.isDoubtful(nowMs))) return 'now';
    // Nobody waits for a standby.
    const isUnreached = this.#relays.home?.peer.reached === false;
    const unsettled = isUnreached || this.all().some(({ core }) => core.stage === 'securing');
    return unsettled ? 'soon' : 'none';
  }

  #tickLater(): void {
    this.#stopTicking = this.#options.clock.after(TICK_MS, () => {
      this.#tick();
      this.#tickLater();
    });
  }
}
