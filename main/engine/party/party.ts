/** One party that we are in, from joining to leaving: its parts, and what each is told of what the others say. */
import { formatSubnet } from '../../../shared/address.ts';
import type { ControlPush, RelayInfo } from '../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { PathChange } from '../../../shared/model/path-history.ts';
import type { InForce } from '../../../shared/model/settings/waiting.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { PartyView, Sample } from '../../../shared/model/snapshot.ts';
import { fail, invariant, ok, type Result } from '../../../shared/result.ts';
import { within } from '../../base/time.ts';
import type { ControlConnection } from '../../control-client/control-connection.ts';
import type { Membership } from '../config/membership-store.ts';
import type { ControlSessionStart } from '../control/membership-request.ts';
import type { ControlSession } from '../control/session.ts';
import type { NetworkChange } from '../machine/network-changes.ts';
import type { TunnelDamage } from '../machine/tunnel-damage.ts';
import { AN_HOUR_MS, type NoticeEnd } from '../notice-life.ts';
import { emitSaved } from '../notices.ts';
import { Gatherer } from '../path/reachability/gatherer.ts';
import type { Surroundings } from '../path/reachability/surroundings.ts';
import type { MeshRunner } from '../path/run/mesh-runner.ts';
import type { Reign } from '../succession/reign.ts';
import type { Tombstone } from '../succession/succession-events.ts';
import { Announcer } from './announcer.ts';
import type { FriendRelay } from './friend-relay.ts';
import { madeWith } from './in-force.ts';
import { Inviting } from './inviting.ts';
import type { LanGames } from './lan-games.ts';
import {
  makeFriendRelay,
  makeLanGames,
  makeMesh,
  makeSession,
  makeSuccession,
  makeSurroundings,
  makeTunnelKeeper,
} from './make-parts.ts';
import { OwnMembership } from './own-membership.ts';
import { displayName, type PartyContext, type PartyFacts } from './party-context.ts';
import { PartyDoor } from './party-door.ts';
import type { PartyEvent } from './party-event.ts';
import { PartyInbox } from './party-inbox.ts';
import { PartyRelays } from './party-relays.ts';
import { PartyTunnel } from './party-tunnel.ts';
import { viewNetwork, viewParty, viewPathHistory, viewSamples, viewServing } from './party-view.ts';
import type { RosterChange } from './roster.ts';
import type { SuccessionKeeper } from './succession-keeper.ts';
import type { TunnelKeeper } from './tunnel-keeper.ts';

/** A server that doesn't answer must not keep people in a party. */
const LEAVE_WAIT_MS = 2000;
/** Longer than the heirs that are tried may take together. */
const HAND_OVER_WAIT_MS = 4000;

/** What was started while the party's keys were still being derived. */
export interface HeadStart {
  readonly connection: Promise<Result<ControlConnection>>;
  readonly raised: Promise<Result<unknown>>;
  /** Nobody waits for it any longer. */
  readonly signal: AbortSignal;
}

export class Party {
  readonly facts: PartyFacts;
  readonly inviting: Inviting;
  readonly #context: PartyContext;
  readonly #relays = new PartyRelays();
  readonly #gatherer: Gatherer;
  readonly #membership: OwnMembership;
  readonly #session: ControlSession;
  readonly #inbox: PartyInbox;
  readonly #net: PartyTunnel;
  readonly #keeper: TunnelKeeper;
  readonly #mesh: MeshRunner;
  readonly #door: PartyDoor;
  readonly #games: LanGames;
  readonly #announcer: Announcer;
  readonly #surroundings: Surroundings;
  readonly #friend: FriendRelay;
  readonly #succession: SuccessionKeeper;
  readonly #ending = new AbortController();
  #control: PartyView['control'] = 'reconnecting';
  #isResumed = false;
  #isSeated = false;
  #successor: Reign | null = null;
  /** Why it was over before it had begun. */
  #endedEarly: Fault | null = null;

  /** @param startedAtMs - monotonic; where the time to connect is counted from. */
  constructor(facts: PartyFacts, context: PartyContext, startedAtMs: number) {
    const { ports, stores, tunnel, count } = context;
    const tell = (event: PartyEvent): void => this.#hear(event);
    this.facts = facts;
    this.#context = context;
    // Each is made of those before it, and tells what happens to `tell` alone.
    this.#gatherer = new Gatherer(ports.machine, (reachability) => tell({ type: 'own', reachability }));
    this.#membership = new OwnMembership(facts, context, () => this.#gatherer.current());
    this.#session = makeSession(facts, context, this.#membership, tell);
    this.#inbox = new PartyInbox({
      facts,
      keys: stores.keys,
      run: this.#membership.run,
      recordNumbers: stores.recordNumbers,
      noteNumbers: (numbers) =>
        emitSaved(stores.recordNumbers.note(facts.keys.partyId, numbers), context.emit),
      isReserved: (key) => key === stores.keys.wireguard.publicKey || this.#relays.hasKey(key),
      tell,
    });
    this.#net = new PartyTunnel({ tunnel, openUdp: ports.outside.openUdp, count, tell });
    this.#mesh = makeMesh({ facts, context, net: this.#net, startedAtMs, tell });
    this.#keeper = makeTunnelKeeper({
      context,
      net: this.#net,
      mesh: this.#mesh.mesh,
      mend: () => this.#raise(),
      tell,
    });
    this.#door = new PartyDoor({ facts, context, gatherer: this.#gatherer, tell });
    this.#games = makeLanGames(context, this.#mesh.mesh, tell);
    this.#surroundings = makeSurroundings({
      facts,
      context,
      gatherer: this.#gatherer,
      relays: this.#relays,
      tell,
    });
    this.inviting = new Inviting({
      facts,
      context,
      natReport: () => this.#surroundings.report,
      serverAddress: () => (this.#control === 'connected' ? this.#relays.serverAddress : null),
      places: () => this.#door.places(),
      onChange: () => context.emit({ type: 'reachability-changed' }),
    });
    this.#announcer = new Announcer(ports.clock, () => void this.#announce());
    const [session, inbox] = [this.#session, this.#inbox];
    this.#friend = makeFriendRelay({ facts, context, session, inbox, tell });
    this.#succession = makeSuccession({
      facts,
      context,
      membership: this.#membership,
      session,
      inbox,
      gatherer: this.#gatherer,
      net: this.#net,
      ending: this.#ending.signal,
      onChange: () => this.#serversChanged(),
    });
  }

  /** Creates or joins the party with what is on its way already; leaves nothing behind when any of it fails. */
  async begin(start: ControlSessionStart, ahead: HeadStart): Promise<Result<void>> {
    const vain = new AbortController();
    void ahead.raised.then(({ ok }) => ok || vain.abort());
    const joining = this.#enter(start, ahead.connection, AbortSignal.any([ahead.signal, vain.signal]));
    const [raised, joined] = await Promise.all([ahead.raised, joining]);
    const seated = joined.ok && raised.ok ? await this.#sitDown() : undefined;
    if (seated?.ok) return seated;
    await (joined.ok ? this.leave() : this.close());
    if (seated !== undefined) return seated;
    return raised.ok ? asFailure(joined) : asFailure(raised);
  }

  /** Takes a membership up again after a restart; the server is found in the background. */
  async resume(membership: Membership): Promise<Result<void>> {
    this.#isResumed = true;
    this.#membership.continueFrom(membership);
    const { tunnel, sighted } = this.#context;
    const raised = await (this.#door.isOurs ? sighted.resume() : tunnel.up());
    const seated = raised.ok ? await this.#sitDown() : raised;
    if (!seated.ok) {
      await this.close();
      return seated;
    }
    this.#session.resume(membership.token);
    return ok(undefined);
  }

  /** Brings the tunnel back after the helper was lost. */
  async restore(): Promise<void> {
    const raised = await this.#keeper.during(() => this.#raise());
    if (!raised.ok) this.#notice(raised.fault, 'tunnel-stands');
  }

  /** Makes the device anew, with the settings as they are now; where it can't be, as it was. */
  restartTunnel(): Promise<Result<void>> {
    return this.#keeper.during(() => this.#makeTunnelAnew());
  }

  async #makeTunnelAnew(): Promise<Result<void>> {
    const { tunnel, stores } = this.#context;
    const { wireguardPort: listenPort, mtu } = stores.settings.get();
    const before = tunnel.device;
    const lowered = await tunnel.replace({ listenPort, mtu });
    if (!lowered.ok) return lowered;
    const raised = await this.#raise();
    if (raised.ok) return raised;
    if ((await tunnel.replace(before)).ok) await this.#raise();
    return raised;
  }

  /** Leaves for good: the server forgets us, the tunnel goes down. */
  async leave(): Promise<void> {
    // First of all: whatever happens from here on, nothing takes the party up again.
    this.forget();
    await this.#handOver(this.#membership.tombstone());
    const leaving = this.#session.request({ type: 'party.leave' });
    await within(this.#context.ports.clock, LEAVE_WAIT_MS, leaving, () => ok(undefined));
    await this.close();
  }

  /** Has another run the party where we do, since we go away. */
  async handOver(): Promise<void> {
    await this.#handOver(null);
    this.#save();
  }

  async #handOver(tombstone: Tombstone | null): Promise<void> {
    const { clock } = this.#context.ports;
    const going = this.#succession.go(tombstone);
    this.#successor = await within(clock, HAND_OVER_WAIT_MS, going, () => null);
    const { embedded } = this.facts;
    // Whoever could go on, but was not reached just now, does so by itself.
    const isLast = tombstone !== null && this.#successor === null && !this.#succession.isAwaited;
    if (isLast) embedded?.party.end();
  }

  /** The same by name; undefined: the party has a server of its own. */
  get successorName(): string | null | undefined {
    if (this.facts.reign === null) return undefined;
    return this.#successor === null ? null : this.#inbox.nameOf(this.#successor.peer);
  }

  get name(): string {
    return this.#membership.name;
  }

  /** Who ran the party when we left it; null: nobody, it is over. */
  get successor(): Reign | null {
    return this.#successor;
  }

  /** Keeps nothing by which it could be taken up again. */
  forget(): void {
    emitSaved(this.#membership.forget(), this.#context.emit);
  }

  /** Ends it here; the membership stays and can be resumed. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#session.close();
    this.#gatherer.close();
    this.#games.close();
    this.#announcer.close();
    this.#keeper.close();
    this.inviting.close();
    this.#mesh.close();
    await this.#door.close();
    await Promise.all([
      this.#net.lower(),
      this.#surroundings.close(),
      this.#friend.close(),
      this.#succession.close(),
    ]);
  }

  settingsChanged(before: Settings, now: Settings): void {
    if (before.displayName !== now.displayName) this.#announcer.changed();
    this.#friend.look();
    if (before.lanGames !== now.lanGames) this.#games.hurry();
  }

  networkChanged(change: Exclude<NetworkChange, 'clock'>): void {
    this.#mesh.feed({ type: 'network-changed' });
    this.#surroundings.networkChanged(change);
    this.#friend.look();
  }

  /** Something of this machine may be another one now. */
  lookAtTunnel(): void {
    this.#keeper.look();
  }

  /** What somebody else took from the tunnel, whether or not it will be mended. */
  tunnelDamage(): Promise<TunnelDamage | null> {
    return this.#keeper.examine();
  }

  /** Somebody says that the network is another one, or was away: looks after the server and every path at once. */
  lookAgain(): void {
    this.#session.hurry();
    this.#mesh.feed({ type: 'network-changed' });
  }

  /** Lets the party in through this machine's firewall, until it ends. */
  openFirewall(): Promise<Result<unknown>> {
    return this.#context.tunnel.openFirewall();
  }

  /** Shakes hands with a member anew. */
  reachAgain(peer: string): void {
    this.#mesh.feed({ type: 'reach-again', member: peer });
  }

  /** @param isGame - echoes are sent five times a second from now on, else once. */
  setCadence(isGame: boolean): void {
    this.#mesh.feed({ type: 'cadence', game: isGame });
  }

  /** Tells members' engines something through the tunnel, on the echo's port. */
  tellMembers(addresses: readonly string[], bytes: Uint8Array): void {
    for (const address of addresses) this.#net.sendDatagram(address, bytes);
  }

  /** What of the settings this party and its tunnel were made with. */
  inForce(): InForce {
    const { settings, tunnel } = this.#context;
    return madeWith({ settings, hosting: this.facts.embedded !== null, device: tunnel.device });
  }

  /** What it can be taken up again with; null: it is being left. */
  get kept(): Membership | null {
    return this.#membership.kept;
  }

  /** Which program and version each member runs, ourselves included. */
  versions(): Map<string, string> {
    const { stores, app } = this.#context;
    return new Map([[stores.keys.peerId, app], ...this.#inbox.versions()]);
  }

  /** WireGuard keys of the members, base64, by peer id. */
  memberKeys(): ReadonlyMap<string, string> {
    return new Map(this.#mesh.mesh.links().map(({ member }) => [member.id, member.wireguardKey]));
  }

  view(): PartyView {
    const { stores, ports } = this.#context;
    const name = displayName(stores, ports.machine);
    return viewParty({
      facts: this.facts,
      name: this.#membership.name,
      subnet: this.#membership.seat.subnet,
      self: { id: stores.keys.peerId, name, address: this.#net.address },
      control: this.#control,
      succession: this.#succession.view,
      serving: viewServing(this.facts, this.#friend, this.#mesh.mesh),
      network: viewNetwork(this.#surroundings),
      games: this.#games.view,
      mesh: this.#mesh.mesh,
      nameOf: (peer) => this.#inbox.nameOf(peer),
      clock: ports.clock,
    });
  }

  /** Samples of all members, oldest first within each. */
  samples(): Sample[] {
    return viewSamples(this.#mesh.mesh);
  }

  /** How the way to a member changed, oldest first; null for one that isn't a member. */
  pathHistory(peer: string): readonly PathChange[] | null {
    return viewPathHistory(this.#mesh.mesh, peer, this.#context.ports.clock);
  }

  /** What led to every step of every link since the party was entered; packed. */
  connectionLog(): Uint8Array {
    return this.#mesh.readLog();
  }

  #hear(event: PartyEvent): void {
    const { emit } = this.#context;
    switch (event.type) {
      case 'joined':
        this.#joined(event);
        return;
      case 'pushed':
        this.#inbox.receive(event.push);
        return;
      case 'control':
        this.#succession.control(event.isUp);
        this.#control = event.isUp ? 'connected' : 'reconnecting';
        if (event.isUp) this.#noLonger('server-reached');
        this.#mesh.feed(event);
        emit({ type: 'reachability-changed' });
        return;
      case 'remade':
        this.#remade();
        return;
      case 'stuck':
        this.#notice(event.reason, 'server-reached');
        return;
      case 'ended':
        if (this.#isSeated) emit({ type: 'party-ended', reason: event.reason });
        else this.#endedEarly = event.reason;
        return;
      case 'roster':
        this.#follow(event.change);
        return;
      case 'signalled':
        this.#mesh.feed({ type: 'signal', from: event.from, body: event.body });
        return;
      case 'relay.list':
        this.#relays.set(this.#localize(event.relays), event.chosen);
        this.#followRelays();
        return;
      case 'relay.observed':
        this.#observed(event);
        return;
      case 'relay.admission':
      case 'relay.hold':
        this.#friend.receive(event);
        return;
      case 'control.next':
        this.#succession.told('told', event.reign);
        return;
      case 'control.moved':
        this.#succession.told('moved', event.reign);
        return;
      case 'serving':
        emit({ type: 'relays-changed' });
        return;
      case 'games':
        emit({ type: 'games-changed' });
        return;
      case 'own':
        this.#door.look();
        this.#mesh.feed(event);
        this.#announcer.changed();
        return;
      case 'hindered':
        this.#tellForAnHour(fault('meeting.friend-kept-out', { whose: event.whose }));
        return;
      case 'surroundings':
        this.inviting.look();
        emit({ type: 'reachability-changed' });
        return;
      case 'echo':
        this.#mesh.feed(event);
        this.#succession.heard(event.from);
        return;
      case 'told':
        if (!this.#succession.receive(event.from, event.bytes)) emit(event);
        return;
      case 'signal':
        void this.#session.request({
          type: 'signal',
          to: event.to,
          ...this.#inbox.write(event.to, event.body),
        });
        return;
      case 'hold':
        void this.#session.request({ type: 'relay.hold', peer: event.member, ms: event.ms });
        return;
      case 'explore':
        this.#surroundings.refresh();
        return;
      case 'loop':
        this.#notice(fault('peer.tunnel-loop', { peer: event.member }), `member-left ${event.member}`);
        return;
      case 'transport':
        this.#gatherer.setUdpBlocked(event.transport === 'tcp');
        if (event.transport === 'udp') this.#noLonger('udp-answers');
        return;
      case 'tcp-only':
        this.#notice(fault('relay.tcp-fallback', { relay: event.endpoint }), 'udp-answers');
        return;
      case 'legs':
        this.#gatherer.setRelays([...event.legs]);
        return;
      case 'foreign-route':
        this.#followForeignRoute(event.source);
        return;
      case 'packets-kept':
        this.#followPackets(event.member, event.bytes);
        return;
      case 'not-mended':
        this.#notice(event.fault, 'tunnel-stands');
        return;
      case 'sample':
        emit({ type: 'sample', peer: event.member, sentAtMs: event.sentAtMs, rttMs: event.rttMs });
        return;
      case 'shown':
        if (event.what === 'state') this.#games.look();
        else this.#games.lookAtFigures();
        emit({ type: 'links-changed', what: event.what });
    }
  }

  async #enter(
    start: ControlSessionStart,
    opening: HeadStart['connection'],
    signal: AbortSignal,
  ): Promise<Result<unknown>> {
    if (start.type === 'join') return this.#session.join(opening, signal);
    const connection = await opening;
    return connection.ok ? this.#session.begin(start, connection.value) : connection;
  }

  async #sitDown(): Promise<Result<void>> {
    const { emit } = this.#context;
    const clash = this.#membership.settle();
    if (clash !== null) return fail(clash);
    const { seat } = this.#membership;
    // The relay needs no address of ours: its handshake runs while we get one.
    this.#followRelays();
    this.#mesh.feed({ type: 'begin', subnet: seat.subnet, mtu: this.#context.tunnel.device.mtu });
    const sitting = this.#net.sit(seat);
    // Members are met meanwhile: WireGuard is given them right after the address.
    this.#inbox.open(seat.subnet);
    // Nobody waits for these.
    this.#save();
    this.#listen();
    this.#friend.look();
    const seated = await sitting;
    if (!seated.ok) return seated;
    this.#isSeated = true;
    this.#announcer.open();
    if (this.#endedEarly !== null) return fail(this.#endedEarly);
    if (this.#membership.seat.index !== seat.index) void this.#move();
    this.#succession.begin();
    this.#door.open(this.#membership.seat);
    emit({ type: 'party-entered', address: this.#net.address });
    this.#games.startOver();
    return ok(undefined);
  }

  async #raise(): Promise<Result<void>> {
    const restored = await this.#net.restore();
    if (!restored.ok) return restored;
    this.#noLonger('tunnel-stands');
    this.#games.startOver();
    const { mtu } = this.#context.tunnel.device;
    this.#mesh.feed({ type: restored.value.adopted ? 'raised' : 'started-over', mtu });
    if (!restored.value.adopted) this.#listen();
    return ok(undefined);
  }

  /** WireGuard listens, on a port that others may be told and the router may open. */
  #listen(): void {
    const { tunnel, sighted } = this.#context;
    const { listenPort } = tunnel;
    this.#gatherer.see(sighted.seen);
    this.#gatherer.start(listenPort);
    this.#surroundings.start(listenPort);
  }

  #joined({ joined, serverAddress }: Extract<PartyEvent, { type: 'joined' }>): void {
    this.#membership.take(joined);
    this.#relays.set(this.#localize(joined.relays), joined.party.relay, serverAddress);
    this.#friend.joined();
    if (!this.#isSeated) return;
    this.#save();
    this.#followRelays();
    void this.#move();
    this.#mesh.feed({ type: 'reconnected' });
  }

  /** The server had to give us another place. */
  async #move(): Promise<void> {
    const before = this.#net.address;
    const seated = await this.#net.sit(this.#membership.seat);
    if (!seated.ok) {
      this.#notice(seated.fault, 'tunnel-stands');
      return;
    }
    this.#noLonger('tunnel-stands');
    if (this.#net.address !== before) {
      this.#context.emit({ type: 'party-moved', address: this.#net.address });
      this.#games.startOver();
    }
  }

  /** They began here, ended here, or another runs them. */
  #serversChanged(): void {
    this.#save();
    this.#friend.look();
    this.#context.emit({ type: 'reachability-changed' });
  }

  #follow(change: RosterChange): void {
    const { emit } = this.#context;
    // Before the door forgets whom it let in.
    const how = change.type === 'added' ? this.#door.howMet(change, this.#isResumed) : 'came';
    this.#succession.rosterChanged();
    this.#friend.rosterChanged();
    this.#door.rosterChanged(this.#inbox.online);
    switch (change.type) {
      case 'rejected':
        this.#notice(change.fault, `member-taken ${change.fault.args.peer}`);
        return;
      case 'no-longer-rejected':
        this.#noLonger(`member-taken ${change.peer}`);
        return;
      case 'removed':
        this.#mesh.feed({ type: 'left', member: change.member.id });
        this.#noLonger(`packets-pass ${change.member.id}`);
        this.#games.look();
        this.#noLonger(`member-left ${change.member.id}`);
        emit({ type: 'member-left', peer: change.member.id });
        return;
      case 'changed':
        this.#mesh.feed({ type: 'changed', member: change.member });
        this.#games.look();
        emit({ type: 'member-changed', peer: change.member.id });
        return;
      case 'added': {
        this.#mesh.feed({ type: 'came', member: change.member, how });
        this.#games.look();
        emit({ type: 'member-came', peer: change.member.id });
      }
    }
  }

  /** Tells the others what changed about us, e.g. the name. */
  async #announce(): Promise<void> {
    const record = this.#membership.record();
    this.#save();
    await this.#session.request({ type: 'peer.update', record });
  }

  /** What the next run goes on with. */
  #save(): void {
    emitSaved(this.#membership.save(), this.#context.emit);
  }

  /** Another relay may see another mapping: only what one of them sees on both its identities tells how our NAT maps. */
  #observed({ relay, observed, probed }: Extract<ControlPush, { type: 'relay.observed' }>): void {
    const info = this.#relays.find(relay);
    if (info === undefined || relay !== this.#mesh.mesh.relays.observer?.info.id) return;
    this.#gatherer.observe({ observed, probed, otherAddress: info.probe?.otherAddress ?? false });
  }

  #localize(relays: readonly RelayInfo[]): readonly RelayInfo[] {
    const reached =
      this.facts.met === undefined ? relays : relays.filter(({ endpoints }) => endpoints.length > 0);
    return this.#friend.localize(reached) ?? reached;
  }

  #followRelays(): void {
    // Before the first answer of the server nothing is known, which is no fault.
    if (this.#relays.serverAddress === '') return;
    const { list, chosen, serverAddress } = this.#relays;
    if (list.length > 0) {
      this.#mesh.feed({ type: 'relays', listed: list, chosen, serverAddress });
      this.#noLonger('relay-listed');
      // Where members run the party, those who reach each other directly miss none.
    } else if (this.facts.met === undefined && this.facts.reign === null)
      this.#notice(fault('relay.none', { server: this.facts.servers.join(', ') }), 'relay-listed');
    this.#context.emit({ type: 'relays-changed' });
  }

  #remade(): void {
    this.#tellForAnHour(fault('party.remade', { server: this.facts.servers.join(', ') }));
  }

  /** Of what happened once. */
  #tellForAnHour(notice: Fault): void {
    this.#context.emit({
      type: 'notice',
      fault: notice,
      life: { until: ['party-left'], forMs: AN_HOUR_MS },
    });
  }

  /** It is somebody else's: all that can be done about it is to say so. */
  #followForeignRoute(source: string | null): void {
    const subnet = formatSubnet(this.#membership.seat.subnet);
    if (source === null) this.#noLonger('route-is-ours');
    else this.#notice(fault('doctor.foreign-route', { subnet, source }), 'route-is-ours');
  }

  #followPackets(member: string, mtu: number | null): void {
    const { mtu: expected } = this.#context.tunnel.device;
    const peer = this.#inbox.nameOf(member);
    if (mtu === null) this.#noLonger(`packets-pass ${member}`);
    else this.#notice(fault('peer.small-packets', { peer, mtu, expected }), `packets-pass ${member}`);
  }

  /** Whatever is told of this party ends with it at the latest. */
  #notice(notice: Fault, until: NoticeEnd): void {
    this.#context.emit({ type: 'notice', fault: notice, life: { until: [until, 'party-left'] } });
  }

  #noLonger(end: NoticeEnd): void {
    this.#context.emit({ type: 'notice-over', end });
  }
}

function asFailure<T>(result: Result<T>): Result<never> {
  invariant(!result.ok, 'one of the two failed');
  return result;
}
