/** One party that we are in: its session, tunnel and links, from joining to leaving. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPush, Joined } from '../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { PathChange } from '../../../shared/model/path-history.ts';
import type { PartyView, Sample } from '../../../shared/model/snapshot.ts';
import { fail, invariant, ok, type Result } from '../../../shared/result.ts';
import type { ServerAddress } from '../../../shared/stun/server-address.ts';
import type { ControlConnection } from '../../control-client/control-connection.ts';
import type { Membership } from '../config/membership-store.ts';
import type { SessionStart } from '../control/membership-request.ts';
import type { ControlSession } from '../control/session.ts';
import type { Cadence } from '../path/link/link-events.ts';
import { Gatherer } from '../path/reachability/gatherer.ts';
import { Surroundings } from '../path/reachability/surroundings.ts';
import type { MeshRunner } from '../path/run/mesh-runner.ts';
import { FriendRelay } from './friend-relay.ts';
import { viewNetwork } from './network-view.ts';
import { publicAddresses } from './own-networks.ts';
import { OwnRecord } from './own-record.ts';
import type { PartyContext, PartyFacts, PartyListener } from './party-context.ts';
import { PartyInbox } from './party-inbox.ts';
import { makeLinks } from './party-links.ts';
import { PartyPlace } from './party-place.ts';
import { PartyRelays } from './party-relays.ts';
import { makeSession } from './party-session.ts';
import { PartyTunnel } from './party-tunnel.ts';
import { viewParty } from './party-view.ts';
import { SignalPost } from './signal-post.ts';

/** A server that doesn't answer must not keep people in a party. */
const LEAVE_WAIT_MS = 2000;

/** What was started while the party's keys were still being derived. */
export interface HeadStart {
  readonly connection: Promise<Result<ControlConnection>>;
  readonly raised: Promise<Result<unknown>>;
}

export class ActiveParty {
  readonly facts: PartyFacts;
  readonly #context: PartyContext;
  readonly #listener: PartyListener;
  readonly #session: ControlSession;
  readonly #place: PartyPlace;
  readonly #net: PartyTunnel;
  readonly #links: MeshRunner;
  readonly #inbox: PartyInbox;
  readonly #gatherer: Gatherer;
  readonly #surroundings: Surroundings;
  readonly #relays = new PartyRelays();
  /** null where our own servers are the party's: their relay is there anyway. */
  readonly #friend: FriendRelay | null;
  readonly #record: OwnRecord;
  #control: PartyView['control'] = 'reconnecting';
  #resumed = false;
  /** Why it was over before it had begun. */
  #endedEarly: Fault | null = null;

  /** @param startedAtMs - monotonic; where the time to connect is counted from. */
  constructor(facts: PartyFacts, context: PartyContext, listener: PartyListener, startedAtMs: number) {
    const { keys, clock, log } = context;
    const { partyId, sealKey } = facts.keys;
    this.facts = facts;
    this.#context = context;
    this.#listener = listener;
    const run = randomBytes(16).toString('base64url');
    this.#record = new OwnRecord(facts, context, run);
    this.#place = new PartyPlace(facts, context);
    const runOf = (peer: string): string => this.#inbox.runOf(peer);
    const post = new SignalPost({ partyId, sealKey, selfId: keys.peerId, run, runOf }, keys.identity.seed);
    this.#net = new PartyTunnel(
      context.tunnel,
      (from, packet) => this.#links.feed({ type: 'echo', from, packet }),
      (from, bytes) => listener.onDatagram(from, bytes),
      context.count,
    );
    this.#links = makeLinks({
      facts,
      context,
      listener,
      net: this.#net,
      post,
      startedAtMs,
      onTransport: (transport) => this.#gatherer.setUdpBlocked(transport === 'tcp'),
      onLegs: (legs) => this.#gatherer.setRelays([...legs]),
      onNoPath: () => this.#surroundings.refresh(),
      request: (body) => this.#session.request(body),
    });
    this.#inbox = new PartyInbox({
      facts,
      context,
      post,
      links: this.#links,
      isReserved: (key) => key === keys.wireguard.publicKey || this.#relays.hasKey(key),
      onRelays: (relays, chosen) => {
        this.#relays.set(this.#friend?.localize(relays) ?? relays, chosen);
        this.#followRelays();
      },
      onObserved: (push) => this.#observed(push),
      onOther: (push) => this.#friend?.receive(push),
      onNotice: (notice) => listener.onNotice(notice),
      onChange: () => listener.onChange(),
    });
    this.#gatherer = new Gatherer((reachability) => {
      this.#links.feed({ type: 'own', reachability });
      void this.announce();
    });
    this.#surroundings = new Surroundings({
      gatherer: this.#gatherer,
      stunServers: () => [...this.#relays.stunServers().filter(isElsewhere), ...context.stunServers],
      mapsPort: context.mapsPort,
      clock,
      log: log.child('nat'),
      tcpServer: () => this.#server(),
      onReport: () => listener.onChange(),
      onNetworkChange: () => this.#links.feed({ type: 'network-changed' }),
    });
    this.#friend =
      facts.embedded === null
        ? new FriendRelay({
            terms: () => context.serving(),
            publicAddresses,
            request: (body) => this.#session.request(body),
            onChange: () => listener.onChange(),
            clock,
            log: log.child('friend-relay'),
          })
        : null;
    this.#session = makeSession({
      facts,
      context,
      listener,
      record: this.#record,
      place: this.#place,
      inbox: this.#inbox,
      reachability: () => this.#gatherer.current(),
      onJoined: (joined, address) => this.#joined(joined, address),
      onState: (state) => {
        this.#control = state;
        this.#links.feed({ type: 'control', isUp: state === 'connected' });
        listener.onChange();
      },
      onEnded: (reason) => {
        if (this.#inbox.isOpen) listener.onEnded(reason);
        else this.#endedEarly = reason;
      },
    });
  }

  /** Creates or joins the party with what is on its way already; leaves nothing behind when any of it fails. */
  async begin(start: SessionStart, ahead: HeadStart): Promise<Result<void>> {
    const connection = await ahead.connection;
    const joining = connection.ok ? this.#session.begin(start, connection.value) : connection;
    const [raised, joined] = await Promise.all([ahead.raised, joining]);
    const seated = joined.ok && raised.ok ? await this.#sitDown() : undefined;
    if (seated?.ok) return seated;
    await (joined.ok ? this.leave() : this.close());
    if (seated !== undefined) return seated;
    return joined.ok ? asFailure(raised) : joined;
  }

  /** Takes a membership up again after a restart; the server is found in the background. */
  async resume(membership: Membership): Promise<Result<void>> {
    this.#resumed = true;
    this.#record.continueFrom(membership.recordSeq);
    this.#place.continueFrom(membership);
    const raised = await this.#context.tunnel.up();
    const seated = raised.ok ? await this.#sitDown() : raised;
    if (!seated.ok) {
      await this.close();
      return seated;
    }
    this.#session.resume(membership.token);
    return ok(undefined);
  }

  /** Tells the others what changed about us, e.g. the name. */
  async announce(): Promise<void> {
    const record = this.#record.make(this.#gatherer.current());
    const saved = this.#place.saveRecord(record.seq);
    if (!saved.ok) this.#listener.onNotice(saved.fault);
    await this.#session.request({ type: 'peer.update', record });
  }

  /** Brings the tunnel back after the helper was lost. */
  async restore(): Promise<void> {
    const restored = await this.#net.restore();
    if (!restored.ok) this.#listener.onNotice(restored.fault);
    else if (!restored.value.adopted) this.#links.feed({ type: 'started-over' });
  }

  /** Leaves for good: the server forgets us, the tunnel goes down. */
  async leave(): Promise<void> {
    // First of all: whatever happens from here on, nothing takes the party up again.
    this.#place.forget();
    const cleared = this.#context.memberships.clear();
    if (!cleared.ok) this.#listener.onNotice(cleared.fault);
    const patience = sleep(LEAVE_WAIT_MS, undefined, { ref: false });
    await Promise.race([this.#session.request({ type: 'party.leave' }), patience]);
    await this.close();
  }

  /** Ends it here; the membership stays and can be resumed. */
  async close(): Promise<void> {
    this.#session.close();
    this.#gatherer.close();
    this.#links.close();
    await Promise.all([this.#net.lower(), this.#surroundings.close(), this.#friend?.close()]);
  }

  /** Which program and version each member runs, ourselves included. */
  versions(): Map<string, string> {
    const { keys, app } = this.#context;
    return new Map([[keys.peerId, app], ...this.#inbox.versions()]);
  }

  view(): PartyView {
    const { keys, clock } = this.#context;
    return viewParty({
      facts: this.facts,
      name: this.#place.name,
      subnet: this.#place.seat.subnet,
      self: { id: keys.peerId, name: this.#context.displayName(), address: this.#net.address },
      control: this.#control,
      serving: this.#friend?.serving ?? null,
      network: viewNetwork(this.#surroundings),
      mesh: this.#links.mesh,
      nameOf: (peer) => this.#inbox.nameOf(peer),
      clock,
    });
  }

  /** WireGuard keys of the members, base64, by peer id. */
  memberKeys(): ReadonlyMap<string, string> {
    return new Map(this.#links.mesh.links().map(({ member }) => [member.id, member.wireguardKey]));
  }

  /** Makes the device anew, with the settings as they are now. */
  async restartTunnel(): Promise<Result<unknown>> {
    const lowered = await this.#context.tunnel.down();
    // One that is gone already is what this is for.
    if (!lowered.ok && lowered.fault.code !== 'tunnel.interface-missing') return lowered;
    await this.restore();
    return ok(undefined);
  }

  /** Shakes hands with a member anew. */
  reachAgain(peer: string): void {
    this.#links.feed({ type: 'reach-again', member: peer });
  }

  /** The network may be another one, or was away: looks after the server and every path at once. */
  lookAgain(): void {
    this.#session.hurry();
    this.#links.feed({ type: 'network-changed' });
  }

  /** How often echoes are sent from now on: five a second while a game runs, else one. */
  setCadence(cadence: Cadence): void {
    this.#links.feed({ type: 'cadence', game: cadence === 'game' });
  }

  /** Tells members' engines something through the tunnel, on the echo's port. */
  tell(addresses: readonly string[], bytes: Uint8Array): void {
    for (const address of addresses) this.#net.sendDatagram(address, bytes);
  }

  /** Samples of all members, oldest first within each. */
  samples(): Sample[] {
    return this.#links.mesh
      .links()
      .flatMap(({ member, probe }) =>
        probe.window.samples().map(({ sentAtMs, rttMs }) => ({ peer: member.id, at: sentAtMs, rttMs })),
      );
  }

  /** How the way to a member changed, oldest first; null for one that isn't a member. */
  pathHistory(peer: string): readonly PathChange[] | null {
    const { clock } = this.#context;
    const wallMs = clock.date().getTime() - clock.now();
    const changes = this.#links.mesh.link(peer)?.history.changes ?? null;
    return (
      changes?.map(({ atMs, ...change }) => ({ ...change, at: new Date(wallMs + atMs).toISOString() })) ??
      null
    );
  }

  async #sitDown(): Promise<Result<void>> {
    const clash = this.#place.clash();
    if (clash !== null) return fail(clash);
    this.#links.feed({ type: 'begin', subnet: this.#place.seat.subnet });
    this.#gatherer.start(this.#context.tunnel.listenPort);
    this.#surroundings.start(this.#context.tunnel.listenPort);
    this.#friend?.start();
    // The relay needs no address of ours: its handshake runs while we get one.
    const { seat } = this.#place;
    this.#followRelays();
    const seated = await this.#net.sit(seat);
    if (!seated.ok) return seated;
    if (this.#endedEarly !== null) return fail(this.#endedEarly);
    if (this.#place.seat.index !== seat.index) void this.#move();
    this.#inbox.open({ subnet: seat.subnet, resumed: this.#resumed });
    this.#listener.onChange();
    return ok(undefined);
  }

  #joined(joined: Joined, serverAddress: string): void {
    this.#place.take(joined);
    const relays = this.#friend?.localize(joined.relays) ?? joined.relays;
    this.#relays.set(relays, joined.party.relay, serverAddress);
    this.#friend?.joined();
    const saved = this.#place.save(joined.token, this.#record.seq);
    if (!saved.ok) this.#listener.onNotice(saved.fault);
    if (!this.#inbox.isOpen) return;
    this.#followRelays();
    void this.#move();
    this.#links.feed({ type: 'reconnected' });
  }

  /** The control server as it was reached, for a look past UDP. */
  #server(): ServerAddress | null {
    const url = this.facts.servers.find((server) => URL.canParse(server));
    if (url === undefined) return null;
    const { hostname, port, protocol } = new URL(url);
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'wss:' ? 443 : 80) };
  }

  /** The server had to give us another place. */
  async #move(): Promise<void> {
    const seated = await this.#net.sit(this.#place.seat);
    if (!seated.ok) this.#listener.onNotice(seated.fault);
  }

  /** Another relay may see another mapping: only what one of them sees on both its identities tells how our NAT maps. */
  #observed({ relay, observed, probed }: Extract<ControlPush, { type: 'relay.observed' }>): void {
    const info = this.#relays.find(relay);
    if (info === undefined || relay !== this.#links.mesh.relays.observer?.info.id) return;
    this.#gatherer.observe({ observed, probed, otherAddress: info.probe?.otherAddress ?? false });
  }

  #followRelays(): void {
    // Before the first answer of the server nothing is known, which is no fault.
    if (this.#relays.serverAddress === '') return;
    const { list, chosen, serverAddress } = this.#relays;
    if (list.length > 0) this.#links.feed({ type: 'relays', listed: list, chosen, serverAddress });
    else this.#listener.onNotice(fault('relay.none', { server: this.facts.servers.join(', ') }));
  }
}

/** A relay in this very machine can't tell how a NAT behaves. */
function isElsewhere(server: string): boolean {
  return !server.startsWith('127.');
}

function asFailure<T>(result: Result<T>): Result<never> {
  invariant(!result.ok, 'one of the two failed');
  return result;
}
