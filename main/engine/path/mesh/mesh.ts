/**
 * The links to all members and the relays behind them, free of I/O: events and the time go in, effects come out. Played
 * again, the same events at the same times lead to the same effects.
 */
import { contains, parseEndpoint, parseIpv4, type Subnet } from '../../../../shared/address.ts';
import type { InterfaceStatus, PeerStatus } from '../../../../shared/helper/verbs.ts';
import { type Reachability, unknownReachability } from '../../../../shared/model/reachability.ts';
import { soonestAfter } from '../deadline.ts';
import { Link } from '../link/link.ts';
import {
  isQueued,
  type LinkEffect,
  type LinkEvent,
  type LinkMember,
  type QueuedEffect,
} from '../link/link-events.ts';
import { Commands } from './commands.ts';
import { LookPace, type Urgency } from './look-pace.ts';
import type { MeshEffect, MeshEvent } from './mesh-events.ts';
import { randomFrom } from './random.ts';
import type { RelayEffect } from './relays/relay-effects.ts';
import { RelaySet } from './relays/relay-set.ts';
import { watchRelays } from './relays/watch-relays.ts';

/** What a mesh begins with. */
export interface MeshTerms {
  /** Own WireGuard key, base64. */
  readonly ownKey: string;
  readonly keepaliveSeconds: number;
  /** URLs of the control server. */
  readonly servers: readonly string[];
  /** Random u32: of the echoes of this run, and of all that is drawn. */
  readonly session: number;
  /** Where a joiner's time to connect is counted from, monotonic ms. */
  readonly startedAtMs: number;
  /** Members shake hands without a relay where they can; absent: over one, at first. */
  readonly direct?: boolean | undefined;
}

/** Later than that after its deadline, this process stood still, and what came meanwhile is still waiting to be read. */
const STOOD_STILL_MS = 1000;

/** What a tunnel has unless it is said otherwise. */
const USUAL_MTU = 1420;

/** Members that are asked at the same moment: one wake-up for all of them, and no burst that would delay its own last one. */
const ECHOES_AT_ONCE = 8;
/** All 64 members of a full party have had their turn before the first is asked again, in a game too. */
const ECHO_TURN_MS = 25;

/** More would mean that two things chase each other: the rest follows with the next event. */
const MOST_PASSES = 8;
export class Mesh {
  readonly relays: RelaySet;
  readonly #terms: MeshTerms;
  readonly #links = new Map<string, Link>();
  /** By link, when time alone changes something next. */
  readonly #dueAtMs = new Map<Link, number>();
  readonly #commands: Commands;
  readonly #pace = new LookPace();
  /** Null before the device is there. */
  #subnet: Subnet | null = null;
  #own: Reachability = unknownReachability;
  #mtu = USUAL_MTU;
  #isGame = false;
  #isControlUp = false;
  #askedAtTurn = 0;
  /** Members of an earlier run, until WireGuard says whether it kept their sessions. */
  readonly #resuming = new Set<string>();
  /** What links were last told of our relays. */
  #legs: Extract<LinkEvent, { type: 'relays' }> | null = null;
  #toldLegs = '';
  /** Nothing happened in this pass. */
  #isStill = true;
  #nextAtMs = Number.POSITIVE_INFINITY;
  #effects: MeshEffect[] = [];
  #shown: 'state' | 'figures' | null = null;

  constructor(terms: MeshTerms) {
    this.#terms = terms;
    const { keepaliveSeconds, servers, session } = terms;
    this.#commands = new Commands(keepaliveSeconds);
    this.relays = new RelaySet({ keepaliveSeconds, servers, random: randomFrom(session) });
  }

  links(): readonly Link[] {
    return [...this.#links.values()];
  }

  link(member: string): Link | undefined {
    return this.#links.get(member);
  }

  /** When it wants to be told of the time next, monotonic ms; infinite: whenever something happens. */
  get nextAtMs(): number {
    return this.#nextAtMs;
  }

  /** Takes an event in. @returns what is to be done, in this order. */
  handle(event: MeshEvent, nowMs: number): MeshEffect[] {
    if (nowMs > this.#nextAtMs + STOOD_STILL_MS) this.#tellAll({ type: 'stood-still' }, nowMs);
    this.#route(event, nowMs);
    this.#settle(nowMs);
    this.#nextAtMs = this.#findNextAtMs(nowMs);
    if (this.#shown !== null) this.#effects.push({ type: 'shown', what: this.#shown });
    this.#shown = null;
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #route(event: MeshEvent, nowMs: number): void {
    switch (event.type) {
      case 'begin':
        this.#subnet = event.subnet;
        this.#mtu = event.mtu ?? USUAL_MTU;
        return;
      case 'relays':
        this.relays.set(event.listed, event.chosen, event.serverAddress, nowMs);
        this.#show('state');
        return;
      case 'came':
        this.#meet(event.member, event.how, nowMs);
        return;
      case 'changed':
        this.#change(event.member, nowMs);
        return;
      case 'left':
        this.#part(event.member);
        return;
      case 'started-over':
        this.relays.startOver(nowMs);
        this.#mtu = event.mtu ?? this.#mtu;
        this.#tellAll({ type: 'new-device', mtu: this.#mtu }, nowMs);
        this.#tellAll({ type: 'met', how: 'resumed', handshakeAt: null }, nowMs);
        return;
      case 'raised':
        this.#mtu = event.mtu;
        this.#tellAll({ type: 'new-device', mtu: event.mtu }, nowMs);
        return;
      case 'control':
        this.#isControlUp = event.isUp;
        return;
      case 'reconnected':
        this.#pace.hurry(nowMs);
        this.#tellAll(event, nowMs);
        return;
      case 'own':
        this.#own = event.reachability;
        this.#tellAll(event, nowMs);
        return;
      case 'network-changed':
        this.relays.networkChanged(nowMs);
        this.#tellAll({ type: 'network' }, nowMs);
        return;
      case 'cadence':
        if (event.game !== this.#isGame) this.#tellAll(event, nowMs);
        this.#isGame = event.game;
        return;
      case 'signal':
        this.#pace.hurry(nowMs);
        this.#tell(this.#links.get(event.from), { type: 'signal', body: event.body }, nowMs);
        return;
      case 'echo':
        this.#tell(
          this.links().find(({ member }) => member.address === event.from),
          { type: 'echo', packet: event.packet },
          nowMs,
        );
        this.#show('figures');
        return;
      case 'limited':
        this.#tell(this.#links.get(event.member), { type: 'limited', isSet: event.isSet }, nowMs);
        this.#show('state');
        return;
      case 'reach-again':
        this.#tell(this.#links.get(event.member), { type: 'restart' }, nowMs);
        return;
      case 'status':
        this.#pace.answered(nowMs);
        this.#observe(event.status, nowMs);
        return;
      case 'carried-out':
        this.#carriedOut(nowMs);
        return;
      case 'relay-answered':
        this.relays.answered(event.ask, event.afterMs, nowMs);
        return;
      case 'pipe-opened':
      case 'pipe-refused':
      case 'pipe-up':
      case 'hinted':
        this.relays.handlePipe(event, nowMs);
        return;
      case 'time':
    }
  }

  /** Lets everything follow from what has happened and from the time, until nothing more does. */
  #settle(nowMs: number): void {
    for (let passes = 0; passes < MOST_PASSES; passes++) {
      this.#isStill = true;
      this.#follow(nowMs);
      this.relays.tick(nowMs, { isControlUp: this.#isControlUp, isUsed: this.#isUsed });
      watchRelays(this.links(), this.relays, nowMs);
      this.#follow(nowMs);
      this.#tellLegs(nowMs);
      for (const link of this.links()) {
        if (nowMs >= (this.#dueAtMs.get(link) ?? 0)) this.#tell(link, { type: 'time' }, nowMs);
      }
      this.#takeTurns(nowMs);
      if (this.#isStill) break;
    }
    if (this.#subnet === null || !this.#pace.take(this.#urgency(nowMs), nowMs)) return;
    this.#askedAtTurn = this.#commands.turn;
    this.#effects.push({ type: 'look' });
  }

  #findNextAtMs(nowMs: number): number {
    const dues = [...this.#dueAtMs.values()];
    const lookAtMs =
      this.#subnet === null ? Number.POSITIVE_INFINITY : this.#pace.nextAtMs(this.#urgency(nowMs), nowMs);
    return soonestAfter(nowMs, lookAtMs, this.relays.nextAtMs(nowMs), ...dues);
  }

  #urgency(nowMs: number): Urgency {
    if (this.links().some((link) => link.isUrgent(nowMs))) return 'now';
    // Nobody waits for a standby.
    const isUnreached = this.relays.home?.peer.reached === false;
    return isUnreached || this.links().some(({ handshake }) => handshake.stage === 'securing')
      ? 'soon'
      : 'none';
  }

  /** Tells links of our relays, where anything about these has changed. */
  #tellLegs(nowMs: number): void {
    const legs = this.relays.all().map((relay) => relay.leg(nowMs));
    const home = this.relays.home?.info.id ?? null;
    const text = JSON.stringify([legs, home]);
    if (text === this.#toldLegs) return;
    this.#toldLegs = text;
    this.#legs = { type: 'relays', legs, home };
    this.#tellAll(this.#legs, nowMs);
    this.#show('state');
  }

  /** Whether a member is reached over this relay, or was last. */
  readonly #isUsed = (relay: string): boolean => this.links().some(({ choice }) => choice.relay === relay);

  #meet(member: LinkMember, how: 'came' | 'found' | 'resumed', nowMs: number): void {
    const { ownKey, session, startedAtMs, direct = false } = this.#terms;
    const link = new Link(
      member,
      {
        ownKey,
        session,
        startedAtMs: how === 'found' ? startedAtMs : nowMs,
        echoPhaseMs: Math.floor(this.#links.size / ECHOES_AT_ONCE) * ECHO_TURN_MS,
        own: this.#own,
        mtu: this.#mtu,
        direct,
        relays: this.relays,
      },
      nowMs,
    );
    this.#links.set(member.id, link);
    if (this.#isGame) this.#tell(link, { type: 'cadence', game: true }, nowMs);
    if (this.#legs !== null) this.#tell(link, this.#legs, nowMs);
    this.#pace.hurry(nowMs);
    if (how === 'resumed') this.#resuming.add(member.id);
    else this.#tell(link, { type: 'met', how }, nowMs);
    this.#show('state');
  }

  #change(member: LinkMember, nowMs: number): void {
    const link = this.#links.get(member.id);
    if (link === undefined) return;
    this.#show('state');
    const { wireguardKey, address } = link.member;
    if (member.wireguardKey === wireguardKey && member.address === address) {
      this.#tell(link, { type: 'member', member }, nowMs);
      return;
    }
    this.#part(member.id);
    this.#meet(member, 'came', nowMs);
  }

  /** Its WireGuard peer and its decoys are removed. */
  #part(id: string): void {
    const link = this.#links.get(id);
    if (link === undefined) return;
    this.#links.delete(id);
    this.#dueAtMs.delete(link);
    this.#resuming.delete(id);
    this.#commands.part(link.member);
    this.#show('state');
  }

  #tellAll(event: LinkEvent, nowMs: number): void {
    for (const link of this.links()) this.#tell(link, event, nowMs);
  }

  #tell(link: Link | undefined, event: LinkEvent, nowMs: number): void {
    // One that was parted meanwhile has no say.
    if (link === undefined || this.#links.get(link.member.id) !== link) return;
    this.#isStill = false;
    const before = shownOf(link, nowMs);
    const effects = link.handle(event, nowMs);
    this.#dueAtMs.set(link, link.nextAtMs(nowMs));
    if (shownOf(link, nowMs) !== before) this.#show('state');
    for (const effect of effects) this.#absorb(link, effect, nowMs);
  }

  #absorb(link: Link, effect: LinkEffect, nowMs: number): void {
    const { id, address } = link.member;
    if (isQueued(effect)) this.#commands.push(id, effect);
    else if (effect.type === 'send-echo')
      this.#effects.push({ type: 'send-echo', to: address, packet: effect.packet });
    else if (effect.type === 'limit') this.#effects.push({ ...effect, member: id, address });
    else if (effect.type === 'doubt-relay') this.relays.doubt(link.choice.relay, nowMs);
    else if (effect.type === 'explore') this.#effects.push(effect);
    else this.#effects.push({ ...effect, member: id });
    if (effect.type === 'sample') this.#show('figures');
  }

  /** Carries on with what the relays want. */
  #follow(nowMs: number): void {
    for (const effect of this.relays.take()) this.#followOne(effect, nowMs);
  }

  #followOne(effect: RelayEffect, nowMs: number): void {
    this.#isStill = false;
    switch (effect.type) {
      case 'set-relay':
        this.#commands.setRelay(effect.relay, effect.peer);
        return;
      case 'remove-relay':
        this.#commands.removeKey(effect.publicKey);
        return;
      case 'relay-reached':
        this.#tellAll(effect, nowMs);
        this.#show('state');
        return;
      case 'look-often':
        this.#pace.hurry(nowMs);
        return;
      default:
        this.#effects.push(effect);
    }
  }

  #takeTurns(nowMs: number): void {
    for (let turns = this.#commands.takeReady(); turns.length > 0; turns = this.#commands.takeReady()) {
      for (const { lane, what } of turns) this.#doAtOnce(lane, what, nowMs);
    }
    const batch = this.#commands.begin((member) => this.#links.get(member), this.relays);
    if (batch !== null) this.#effects.push(batch);
  }

  #doAtOnce(member: string, what: QueuedEffect, nowMs: number): void {
    if (what.type === 'signal') this.#effects.push({ type: 'signal', to: member, body: what.body });
    else if (what.type === 'hold') this.#effects.push({ type: 'hold', member, ms: what.ms });
    else this.#tell(this.#links.get(member), { type: 'done', effect: what }, nowMs);
  }

  #carriedOut(nowMs: number): void {
    for (const { lane, what } of this.#commands.finish()) {
      this.#tell(this.#links.get(lane), { type: 'done', effect: what }, nowMs);
    }
  }

  #observe(status: InterfaceStatus | null, nowMs: number): void {
    const peers = new Map((status?.peers ?? []).map((peer) => [peer.publicKey, peer]));
    this.#resume(peers, nowMs);
    if (status === null) return;
    const { relays: isRelayCurrent, members: isMemberCurrent } = this.#commands.isCurrent(this.#askedAtTurn);
    this.relays.observe(peers, isRelayCurrent, nowMs);
    this.#follow(nowMs);
    for (const link of this.links()) {
      const peer = peers.get(link.member.wireguardKey) ?? null;
      link.status = peer;
      if (peer !== null) this.#observeMember(link, peer, isMemberCurrent(link.member.id), nowMs);
    }
    this.#show('figures');
  }

  #observeMember(link: Link, status: PeerStatus, isCurrent: boolean, nowMs: number): void {
    const { endpoint } = status;
    if (endpoint !== null && this.#isInsideTunnel(endpoint)) {
      // A member that shakes hands through the tunnel makes WireGuard roam there and send into itself for ever.
      this.#part(link.member.id);
      this.#effects.push({ type: 'loop', member: link.member.id });
      return;
    }
    // A peer that waits for the other's initiation has none yet.
    const relayed = endpoint === null || this.relays.isRelay(endpoint);
    this.#tell(link, { type: 'status', status, relayed, isCurrent }, nowMs);
    const relay = this.relays.at(endpoint);
    if (relay?.peer.misplaces(endpoint)) this.#tell(link, { type: 'relay-moved' }, nowMs);
    else if (relay !== null) this.#tell(link, { type: 'seen', relay: relay.info.id }, nowMs);
  }

  /** Takes sessions up that WireGuard kept while we were away. */
  #resume(peers: ReadonlyMap<string, PeerStatus>, nowMs: number): void {
    for (const id of this.#resuming) {
      const link = this.#links.get(id);
      const kept = peers.get(link?.member.wireguardKey ?? '');
      const relay = this.relays.holdAt(kept?.endpoint ?? null, nowMs);
      if (relay !== null) this.#tell(link, { type: 'seen', relay }, nowMs);
      const handshakeAt = kept?.latestHandshake ?? null;
      this.#tell(link, { type: 'met', how: 'resumed', handshakeAt }, nowMs);
    }
    this.#resuming.clear();
  }

  #isInsideTunnel(endpoint: string): boolean {
    const address = parseIpv4(parseEndpoint(endpoint)?.address ?? '');
    return address !== null && this.#subnet !== null && contains(this.#subnet, address);
  }

  #show(what: 'state' | 'figures'): void {
    if (this.#shown !== 'state') this.#shown = what;
  }
}

function shownOf(link: Link, nowMs: number): string {
  return `${link.state(nowMs)} ${link.strategy(nowMs)} ${link.choice.relay} ${link.handshake.stalled(nowMs)}`;
}
