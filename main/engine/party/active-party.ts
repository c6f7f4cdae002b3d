/** One party that we are in: its session, roster, tunnel and links, from joining to leaving. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  contains,
  formatSubnet,
  hostAddress,
  parseEndpoint,
  parseIpv4,
  parseSubnet,
  type Subnet,
} from '../../../shared/address.ts';
import type { ControlPush, Joined } from '../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import { fail, invariant, ok, type Result } from '../../../shared/result.ts';
import { pairPresharedKey } from '../../crypto/party-keys.ts';
import type { Membership } from '../config/membership-store.ts';
import type { ControlConnection } from '../control/connection.ts';
import { ControlSession, type SessionStart } from '../control/session.ts';
import { Gatherer } from '../path/gatherer.ts';
import { Links } from '../path/links.ts';
import { Surroundings } from '../path/surroundings.ts';
import { openAbout } from './about.ts';
import { findClash, ownNetworks, rejectSubnet } from './own-networks.ts';
import { OwnRecord } from './own-record.ts';
import type { PartyContext, PartyFacts, PartyListener } from './party-context.ts';
import { PartyRelays } from './party-relays.ts';
import { PartyTunnel } from './party-tunnel.ts';
import { viewParty } from './party-view.ts';
import { isRosterPush, Roster, type RosterChange } from './roster.ts';
import { SignalPost } from './signal-post.ts';

/** A server that doesn't answer must not keep people in a party. */
const LEAVE_WAIT_MS = 2000;

/** Above what a full party says while a device is made; more would only fill our memory. */
const EARLY_PUSHES = 1024;

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
  readonly #net: PartyTunnel;
  readonly #links: Links;
  readonly #post: SignalPost;
  readonly #gatherer: Gatherer;
  readonly #surroundings: Surroundings;
  #roster: Roster;
  #subnet: Subnet = { base: 0, prefix: 0 };
  #name = '';
  #control: PartyView['control'] = 'reconnecting';
  #resumed = false;
  readonly #relays = new PartyRelays();
  readonly #record: OwnRecord;
  /** The last place that the server gave us. */
  #index = 0;
  /** Why it was over before it had begun. */
  #endedEarly: Fault | null = null;
  /** Pushes that came before the tunnel had its address; null once it has. */
  #early: ControlPush[] | null = [];

  /** @param startedAtMs - monotonic; where the time to connect is counted from. */
  constructor(facts: PartyFacts, context: PartyContext, listener: PartyListener, startedAtMs: number) {
    const { keys, clock, log, keepaliveSeconds, tunnel } = context;
    const { partyId, sealKey, pskKey } = facts.keys;
    const ownKey = keys.wireguard.publicKey;
    this.facts = facts;
    this.#context = context;
    this.#listener = listener;
    this.#record = new OwnRecord(facts, context);
    this.#roster = this.#makeRoster();
    this.#post = new SignalPost({ partyId, sealKey, selfId: keys.peerId }, keys.identity.seed, clock);
    this.#net = new PartyTunnel(tunnel, (from, packet) => this.#links.echoed(from, packet));
    this.#links = new Links({
      tunnel,
      clock,
      log: log.child('path'),
      keepaliveSeconds,
      ownKey,
      presharedKey: (key) => pairPresharedKey(pskKey, ownKey, key),
      session: randomBytes(4).readUInt32BE(),
      startedAtMs,
      servers: facts.servers,
      proxies: context.proxies,
      isControlUp: () => this.#control === 'connected',
      onTcp: (relay) => listener.onNotice(fault('relay.tcp-fallback', { relay })),
      sendSignal: (to, body) =>
        void this.#session.request({ type: 'signal', to, ...this.#post.write(to, body) }),
      isInsideTunnel: (endpoint) => {
        const address = parseIpv4(parseEndpoint(endpoint)?.address ?? '');
        return address !== null && contains(this.#subnet, address);
      },
      onLoop: (peer) => listener.onNotice(fault('peer.tunnel-loop', { peer })),
      hold: (peer, ms) => void this.#session.request({ type: 'relay.hold', peer, ms }),
      sendEcho: (to, packet) => this.#net.sendEcho(to, packet),
      onChange: () => listener.onChange(),
      onSample: (sample) => listener.onSample(sample),
    });
    this.#gatherer = new Gatherer(clock, (reachability) => {
      this.#links.setReachability(reachability);
      void this.announce();
    });
    this.#surroundings = new Surroundings({
      gatherer: this.#gatherer,
      stunServers: () => [...this.#relays.stunServers(), ...context.stunServers],
      mapsPort: context.mapsPort,
      clock,
      log: log.child('nat'),
      onReport: () => listener.onChange(),
    });
    this.#session = new ControlSession({
      servers: facts.servers,
      identity: keys.identity,
      wireguardKey: ownKey,
      party: facts.keys,
      app: context.app,
      record: () => this.#record.make(this.#gatherer.current()),
      refuse: (joined) => this.#refuse(joined),
      random: () => context.random(),
      log: log.child('control'),
      listener: {
        onJoined: (joined, address) => this.#joined(joined, address),
        onPush: (push) => this.#pushed(push),
        onState: (state) => {
          this.#control = state;
          listener.onChange();
        },
        onEnded: (reason) => {
          if (this.#early === null) listener.onEnded(reason);
          else this.#endedEarly = reason;
        },
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
    const subnet = parseSubnet(membership.subnet);
    invariant(subnet !== null, 'a stored membership has been checked');
    this.#resumed = true;
    this.#name = membership.name;
    this.#record.continueFrom(membership.recordSeq);
    this.#index = membership.index;
    this.#setSubnet(subnet);
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
    await this.#session.request({ type: 'peer.update', record });
  }

  /** Brings the tunnel back after the helper was lost. */
  async restore(): Promise<void> {
    const restored = await this.#net.restore();
    if (!restored.ok) this.#listener.onNotice(restored.fault);
    else if (!restored.value.adopted) this.#links.startOver();
  }

  /** Leaves for good: the server forgets us, the tunnel goes down. */
  async leave(): Promise<void> {
    // First of all: whatever happens from here on, nothing takes the party up again.
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
    await Promise.all([this.#net.lower(), this.#surroundings.close()]);
  }

  view(): PartyView {
    return viewParty({
      facts: this.facts,
      name: this.#name,
      subnet: this.#subnet,
      self: {
        id: this.#context.keys.peerId,
        name: this.#context.displayName(),
        address: this.#net.address,
      },
      control: this.#control,
      links: this.#links,
      roster: this.#roster,
      clock: this.#context.clock,
    });
  }

  /** Samples of all members, oldest first within each. */
  samples(): ReturnType<Links['samples']> {
    return this.#links.samples();
  }

  async #sitDown(): Promise<Result<void>> {
    const unfit = rejectSubnet(this.#subnet);
    if (unfit !== null) return fail(unfit);
    const clash = findClash(this.#subnet, ownNetworks());
    if (clash !== undefined) {
      const subnet = formatSubnet(this.#subnet);
      return fail(fault('tunnel.address-conflict', { subnet, device: clash.device }));
    }
    this.#links.start();
    this.#gatherer.start(this.#context.tunnel.listenPort);
    this.#surroundings.start(this.#context.tunnel.listenPort);
    // The relay needs no address of ours: its handshake runs while we get one.
    const seat = { subnet: this.#subnet, index: this.#index };
    const [seated] = await Promise.all([this.#net.sit(seat), this.#followRelay()]);
    if (!seated.ok) return seated;
    if (this.#endedEarly !== null) return fail(this.#endedEarly);
    const early = this.#early ?? [];
    this.#early = null;
    if (this.#index !== seat.index) void this.#moveTo(this.#index);
    for (const push of early) this.#pushed(push);
    this.#listener.onChange();
    return ok(undefined);
  }

  #joined({ token, index, party, relays }: Joined, serverAddress: string): void {
    const subnet = parseSubnet(party.subnet);
    invariant(subnet !== null, 'a subnet on the wire has been checked');
    this.#name = openAbout(party.about, this.facts.keys) ?? this.#name;
    this.#relays.set(relays, party.relay, serverAddress);
    this.#index = index;
    this.#save(token, index, party.subnet);
    if (this.#early !== null) {
      this.#setSubnet(subnet);
      return;
    }
    void this.#followRelay();
    void this.#moveTo(index);
    this.#links.reconnected();
  }

  /** The party's subnet never changes, and our place lies in it; a server that says otherwise is not followed. */
  #refuse({ index, party }: Joined): Fault | null {
    const subnet = parseSubnet(party.subnet);
    const isOther = this.#early === null && party.subnet !== formatSubnet(this.#subnet);
    if (subnet === null || isOther) return fault('party.subnet-refused', { subnet: party.subnet });
    if (hostAddress(subnet, index) === null) {
      return fault('control.bad-message', { detail: `place ${index} is not in ${party.subnet}` });
    }
    return rejectSubnet(subnet);
  }

  async #moveTo(index: number): Promise<void> {
    const seated = await this.#net.sit({ subnet: this.#subnet, index });
    if (!seated.ok) this.#listener.onNotice(seated.fault);
  }

  #save(token: string, index: number, subnet: string): void {
    const { code, keys, servers, embedded } = this.facts;
    const saved = this.#context.memberships.save({
      code,
      servers: [...servers],
      partyId: keys.partyId,
      token,
      index,
      subnet,
      hosting: embedded !== null,
      name: this.#name,
      recordSeq: this.#record.seq,
      savedAt: this.#context.clock.date().toISOString(),
    });
    if (!saved.ok) this.#listener.onNotice(saved.fault);
  }

  #pushed(push: ControlPush): void {
    if (this.#early !== null) {
      if (this.#early.length < EARLY_PUSHES) this.#early.push(push);
    } else if (isRosterPush(push)) {
      for (const change of this.#roster.apply(push)) this.#follow(change);
    } else if (push.type === 'signal') {
      const sender = this.#roster.get(push.from);
      const body = sender === undefined ? null : this.#post.read(sender, push);
      if (body !== null) this.#links.signalled(push.from, body);
    } else if (push.type === 'relay.observed') {
      this.#observed(push);
    } else if (push.type === 'relay.list') {
      this.#relays.set(push.relays, push.chosen);
      void this.#followRelay();
    }
    this.#listener.onChange();
  }

  #follow(change: RosterChange): void {
    if (change.type === 'rejected') this.#listener.onNotice(change.fault);
    else if (change.type === 'removed') this.#links.part(change.member.id);
    else if (change.type === 'changed') this.#links.update(change.member);
    else void this.#links.meet(change.member, this.#howMet(change.joinedAfterUs));
  }

  #howMet(joinedAfterUs: boolean): 'came' | 'found' | 'resumed' {
    if (joinedAfterUs) return 'came';
    return this.#resumed ? 'resumed' : 'found';
  }

  /** Another relay than ours may see another mapping; ours is the one that the others can use. */
  #observed({ relay, observed, probed }: Extract<ControlPush, { type: 'relay.observed' }>): void {
    const info = this.#relays.find(relay);
    if (info === undefined || info.publicKey !== this.#links.relay?.publicKey) return;
    this.#gatherer.observe({ observed, probed, otherAddress: info.probe?.otherAddress ?? false });
  }

  async #followRelay(): Promise<void> {
    // Before the first answer of the server nothing is known, which is no fault.
    if (this.#relays.serverAddress === '') return;
    const { ours, serverAddress } = this.#relays;
    if (ours !== null) await this.#links.setRelay(ours, serverAddress);
    else this.#listener.onNotice(fault('relay.none', { server: this.facts.servers.join(', ') }));
  }

  #setSubnet(subnet: Subnet): void {
    this.#subnet = subnet;
    this.#roster = this.#makeRoster();
  }

  #makeRoster(): Roster {
    const { partyId, sealKey } = this.facts.keys;
    const { peerId, wireguard } = this.#context.keys;
    const isReserved = (key: string): boolean => key === wireguard.publicKey || this.#relays.hasKey(key);
    return new Roster({ partyId, sealKey, selfId: peerId, subnet: this.#subnet, isReserved });
  }
}

function asFailure<T>(result: Result<T>): Result<never> {
  invariant(!result.ok, 'one of the two failed');
  return result;
}
