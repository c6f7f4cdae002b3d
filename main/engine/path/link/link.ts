/**
 * The one brain of the link to a member, free of I/O: events and the time go in, effects come out. It puts together who
 * shakes hands, the direct path, the relay of the pair and the echo.
 */
import type { PeerStatus } from '../../../../shared/helper/verbs.ts';
import type { PathStrategy } from '../../../../shared/model/path-history.ts';
import type { Reachability } from '../../../../shared/model/reachability.ts';
import type { LinkState } from '../../../../shared/model/snapshot.ts';
import { soonestAfter } from '../deadline.ts';
import { isLinkSignal, type Signal } from '../signal.ts';
import type { DirectEffect, DirectEvent } from './direct/direct-events.ts';
import { DirectPath } from './direct/direct-path.ts';
import { FirstPath } from './direct/first-path.ts';
import type { EchoPacket, SizeProbe } from './echo-packet.ts';
import { EchoProbe } from './echo-probe.ts';
import { Handshake } from './handshake.ts';
import type { HandshakeEffect, HandshakeEvent } from './handshake-events.ts';
import type { LinkEffect, LinkEvent, LinkMember, QueuedEffect } from './link-events.ts';
import { Liveness } from './liveness.ts';
import { PathHistory } from './path-history.ts';
import { PathMtu } from './path-mtu.ts';
import {
  type PairState,
  RelayChoice,
  type RelayChoiceEffect,
  type RelayChoiceEvent,
} from './relay-choice.ts';

/** Latencies change slowly; a path that changes is noted at once. */
const NOTE_EVERY_MS = 1000;
/** A handshake over a relay at the other end of the world, with room for one that is slow. */
const CHANGE_TAKES_MS = 1000;

export interface LinkOptions {
  /** Own WireGuard key, base64. */
  readonly ownKey: string;
  /** Random u32: replies to echoes of an earlier run don't match. */
  readonly session: number;
  /** Where its time to connect is counted from. */
  readonly startedAtMs: number;
  /** When within each interval it is sent its echo. */
  readonly echoPhaseMs: number;
  readonly own: Reachability;
  /** The tunnel's. */
  readonly mtu: number;
  /** Shakes hands without a relay where it can. */
  readonly direct: boolean;
  readonly relays: {
    /** Whether WireGuard has shaken hands with a relay of ours. */
    isReached(relay: string | null): boolean;
  };
}

export class Link {
  member: LinkMember;
  readonly handshake: Handshake;
  readonly direct: DirectPath;
  readonly choice: RelayChoice;
  readonly probe: EchoProbe;
  readonly mtu: PathMtu;
  /** The last changes of the way to it. */
  readonly history = new PathHistory();
  /** WireGuard's figures of this peer; null while it isn't configured. */
  status: PeerStatus | null = null;
  readonly #options: LinkOptions;
  readonly #life: Liveness;
  readonly #first = new FirstPath();
  /** Our NAT is kept open for its handshake. */
  #isOpening = false;
  /** Where it was last heard of without a relay. */
  #directEndpoint: string | null = null;
  #own: Reachability;
  #isMet = false;
  #hadSession = false;
  /** When the present session began, or the last one. */
  #securedAtMs = Number.NEGATIVE_INFINITY;
  #notedAtMs = Number.NEGATIVE_INFINITY;
  #connectMs: number | null = null;
  /** Until then silence is that of a change of relays. */
  #changingUntilMs = Number.NEGATIVE_INFINITY;
  /** What the event at hand leads to. */
  #effects: LinkEffect[] = [];

  constructor(member: LinkMember, options: LinkOptions, nowMs: number) {
    this.member = member;
    this.#options = options;
    this.#own = options.own;
    this.probe = new EchoProbe(options.session, options.echoPhaseMs);
    this.mtu = new PathMtu(options.session, options.mtu, options.echoPhaseMs);
    const smallerKey = options.ownKey < member.wireguardKey;
    this.#life = new Liveness(nowMs);
    this.direct = new DirectPath(smallerKey, this.#life);
    this.choice = new RelayChoice(smallerKey);
    const online = member.presence === 'online';
    this.handshake = new Handshake({ smallerKey, online, relayReached: false, life: this.#life, nowMs });
    this.#tellFacts(nowMs);
  }

  /** Takes an event in. @returns what is to be done, in this order. */
  handle(event: LinkEvent, nowMs: number): LinkEffect[] {
    this.#route(event, nowMs);
    this.#isMet ||= event.type === 'met';
    if (this.#isMet && event.type !== 'stood-still') this.#tick(nowMs);
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** When time alone changes something next; infinite: never. */
  nextAtMs(nowMs: number): number {
    return soonestAfter(
      nowMs,
      this.handshake.nextAtMs(nowMs),
      this.direct.nextAtMs(nowMs),
      this.choice.nextAtMs(nowMs),
      this.#life.nextAtMs(nowMs),
      this.probe.nextAtMs(nowMs, this.handshake.mayEcho),
      this.mtu.nextAtMs(nowMs, this.#mayProbe(nowMs)),
      this.#changingUntilMs,
    );
  }

  /** From the start of reaching it to the first echo, in ms. */
  get connectMs(): number | null {
    return this.#connectMs;
  }

  /** Whether WireGuard has to be asked all the time: a move is being made, or a path is in doubt. */
  isUrgent(nowMs: number): boolean {
    return this.direct.moving || this.direct.isDoubtful(nowMs);
  }

  /** True when it is relayed, and nothing came for so long that its relay may be dead. */
  isSilent(nowMs: number): boolean {
    return this.#pair(nowMs) === 'silent';
  }

  /** True when a handshake takes longer than any over a relay that hears us. */
  isUnanswered(nowMs: number): boolean {
    return this.handshake.unanswered(nowMs);
  }

  /** Whether its relay is heard of through it, lately or not any more; null: it says nothing about the relay. */
  relayHeard(nowMs: number): boolean | null {
    const pair = this.#pair(nowMs);
    if (pair === 'well') return this.#life.isHeard(nowMs);
    return pair === 'silent' && nowMs >= this.#changingUntilMs ? false : null;
  }

  /** An endpoint that is only being tried is no direct path yet. */
  state(nowMs: number): LinkState {
    const state = this.handshake.state(nowMs);
    return state === 'direct' && this.direct.kind === null ? 'relayed' : state;
  }

  get path(): 'relay' | 'direct' | null {
    const { path } = this.handshake;
    return path === 'direct' && this.direct.kind === null ? 'relay' : path;
  }

  /** How it is reached now. */
  strategy(nowMs: number): PathStrategy {
    const isReached = this.handshake.stage === 'secured';
    if (!isReached || ['lost', 'away'].includes(this.handshake.state(nowMs))) return 'none';
    return this.direct.kind ?? 'relay';
  }

  #route(event: LinkEvent, nowMs: number): void {
    switch (event.type) {
      case 'met':
      case 'reconnected':
      case 'restart':
        this.#shake(event, nowMs);
        return;
      case 'member':
        this.#update(event.member, nowMs);
        return;
      case 'own':
        this.#own = event.reachability;
        this.#tellFacts(nowMs);
        return;
      case 'relays':
        this.#choose({ type: 'own', legs: event.legs, home: event.home }, nowMs);
        return;
      case 'relay-reached':
        if (event.relay === this.choice.relay) this.#tellReached(event.reached, nowMs);
        return;
      case 'relay-moved':
        if (!this.direct.moving) this.#effects.push({ type: 'point', endpoint: null });
        return;
      case 'seen':
        this.#choose(event, nowMs);
        return;
      case 'signal':
        this.#signalled(event.body, nowMs);
        return;
      case 'echo':
        this.#echoed(event.packet, nowMs);
        return;
      case 'limited':
        this.mtu.limited(event.isSet, nowMs);
        return;
      case 'new-device':
        this.mtu.startOver(event.mtu);
        return;
      case 'status':
        this.#observe(event, nowMs);
        return;
      case 'cadence':
        this.probe.setPace(event.game, nowMs);
        this.#life.setPace(event.game, nowMs);
        return;
      case 'network':
        this.#go(event, nowMs);
        return;
      case 'done':
        this.#done(event.effect, nowMs);
        return;
      case 'stood-still':
        this.#life.stoodStill(nowMs);
        return;
      case 'time':
    }
  }

  #tick(nowMs: number): void {
    this.#shake({ type: 'tick' }, nowMs);
    this.#go({ type: 'tick' }, nowMs);
    this.#choose({ type: 'tick', pair: this.#pair(nowMs) }, nowMs);
    this.#note(nowMs);
    for (const { sentAtMs } of this.probe.expire(nowMs)) {
      // One of a session before says nothing about the path as it is now.
      if (sentAtMs >= this.#securedAtMs) this.#life.echoed(false);
      this.#effects.push({ type: 'sample', sentAtMs, rttMs: null });
    }
    this.#ask(nowMs);
    this.mtu.follow(this.#pathName(), nowMs);
    this.mtu.tick(nowMs, this.#mayProbe(nowMs));
    this.#effects.push(...this.mtu.take());
  }

  /** What tells one path from another, for as long as one is used and no other tried. */
  #pathName(): string | null {
    if (this.handshake.stage !== 'secured' || this.direct.moving) return null;
    return this.direct.kind === null ? `relay ${this.choice.relay}` : `direct ${this.status?.endpoint}`;
  }

  /** Whether the path carries what it should, so that what is lost tells of sizes. */
  #mayProbe(nowMs: number): boolean {
    return this.handshake.mayEcho && this.#connectMs !== null && !this.#life.isPathSuspect(nowMs);
  }

  #ask(nowMs: number): void {
    const request = this.handshake.mayEcho ? this.probe.due(nowMs) : null;
    if (request !== null) this.#effects.push({ type: 'send-echo', packet: request });
  }

  /** What concerns the session itself. */
  #shake(event: HandshakeEvent, nowMs: number): void {
    const before = this.handshake.stage;
    this.#take(this.handshake.handle(event, nowMs), nowMs);
    const isSecured = this.handshake.stage === 'secured';
    if (isSecured && before !== 'secured') this.#securedAtMs = nowMs;
    this.#hadSession ||= isSecured;
    this.#go({ type: 'session', up: isSecured }, nowMs);
  }

  /** What concerns the direct path. */
  #go(event: DirectEvent, nowMs: number): void {
    this.#take(this.direct.handle(event, nowMs), nowMs);
    this.probe.setTrying(this.direct.moving);
  }

  /** What concerns the relay of the pair. */
  #choose(event: RelayChoiceEvent, nowMs: number): void {
    const { relays } = this.#options;
    const before = this.choice.relay;
    const wasReached = relays.isReached(before);
    const effects = this.choice.handle(event, nowMs);
    const { relay } = this.choice;
    if (relay !== before) {
      this.#effects.push({ type: 'relay-chosen', relay });
      const reached = relays.isReached(relay);
      // From one that is reached to another is no reason to begin: the end that decided does, and both at once would collide.
      if (!(reached && wasReached)) this.#tellReached(reached, nowMs);
    }
    this.#take(effects, nowMs);
  }

  #take(effects: readonly (HandshakeEffect | DirectEffect | RelayChoiceEffect)[], nowMs: number): void {
    for (const effect of effects) {
      if (effect.type === 'restart') this.#shake({ type: 'restart' }, nowMs);
      else if (effect.type === 'use') this.#changeRelay(effect, nowMs);
      else if (effect.type === 'configure') this.#configure(effect);
      else if (effect.type === 'point') this.#point(effect.endpoint);
      else if (effect.type !== 'signal') this.#effects.push(effect);
      else
        this.#effects.push({ type: 'signal', body: 'kind' in effect ? { kind: effect.kind } : effect.body });
    }
  }

  /** One that was heard well is silent for a round trip or two. */
  #changeRelay(
    { renew, initiate = false }: Extract<RelayChoiceEffect, { type: 'use' }>,
    nowMs: number,
  ): void {
    if (!renew) {
      this.#go({ type: 'relay-changed' }, nowMs);
      return;
    }
    if (this.#pair(nowMs) === 'well') this.#changingUntilMs = nowMs + CHANGE_TAKES_MS;
    this.#shake(initiate ? { type: 'restart', initiate } : { type: 'restart' }, nowMs);
    // A packet that comes late over the old relay leads the member's WireGuard back there, until the next one of ours.
    this.probe.hurry(nowMs);
  }

  #update(member: LinkMember, nowMs: number): void {
    const { presence } = this.member;
    this.member = member;
    this.#tellFacts(nowMs);
    if (member.presence === presence) return;
    this.#shake({ type: 'presence', online: member.presence === 'online' }, nowMs);
  }

  #tellFacts(nowMs: number): void {
    const { relays: legs = [], ...peer } = this.member.reachability;
    const { relays: _, ...own } = this.#own;
    this.#choose({ type: 'peer', legs }, nowMs);
    // Round trips to relays are no reason to try a direct path again.
    this.#go({ type: 'facts', own, peer }, nowMs);
    if (!this.#options.direct) return;
    const { isPossible, mayDial } = this.#first;
    this.#first.learn(own, peer);
    if (this.#first.isPossible === isPossible && this.#first.mayDial === mayDial) return;
    this.#tellReached(this.#options.relays.isReached(this.choice.relay), nowMs);
  }

  /** @param isRelayReached - the pair's, which is not the only thing that carries a handshake. */
  #tellReached(isRelayReached: boolean, nowMs: number): void {
    const isDirect = this.#options.direct && this.#first.isPossible;
    const mayInitiate = !this.#options.direct || this.#first.mayDial || this.#isRelayShared;
    this.#shake({ type: 'relay', reached: isDirect || isRelayReached, mayInitiate }, nowMs);
  }

  /** Whether the relay of the pair is reached, and the member says that it reaches it, too. */
  get #isRelayShared(): boolean {
    const { relay } = this.choice;
    const { relays = [] } = this.member.reachability;
    return this.#options.relays.isReached(relay) && relays.some(({ id }) => id === relay);
  }

  #configure(effect: Extract<QueuedEffect, { type: 'configure' }>): void {
    if (!this.#options.direct) {
      this.#effects.push(effect);
      return;
    }
    const { fresh, keepalive } = effect;
    const endpoint = fresh && keepalive ? this.#first.next(this.#isRelayShared ? [null] : []) : null;
    this.#effects.push(endpoint === null ? effect : { ...effect, endpoint });
    this.#open(fresh && !keepalive ? this.#first.open : []);
  }

  /** Opens our NAT for the handshake that the other end begins; none: it is there, or ours. */
  #open(endpoints: readonly string[]): void {
    if (endpoints.length === 0 && !this.#isOpening) return;
    this.#isOpening = endpoints.length > 0;
    this.#effects.push({ type: 'decoys', endpoints });
  }

  /** Back to the relay; where none carries the pair, to where it was before. */
  #point(endpoint: string | null): void {
    const isAlone = this.#options.direct && !this.#isRelayShared;
    this.#effects.push({ type: 'point', endpoint: endpoint ?? (isAlone ? this.#directEndpoint : null) });
  }

  #signalled(body: Signal, nowMs: number): void {
    if (body.kind === 'relay') this.#choose({ type: 'signal', body }, nowMs);
    else if (isLinkSignal(body)) this.#shake({ type: 'signal', kind: body.kind }, nowMs);
    else this.#go({ type: 'signal', body }, nowMs);
  }

  #echoed(packet: EchoPacket | SizeProbe, nowMs: number): void {
    if ('bytes' in packet) {
      if (packet.kind === 'probed') this.mtu.answered(packet, nowMs);
      else this.#effects.push({ type: 'send-echo', packet: { ...packet, kind: 'probed' } });
      return;
    }
    let askedAtMs: number | undefined;
    if (packet.kind === 'request') {
      this.#effects.push({ type: 'send-echo', packet: this.probe.answer(packet) });
    } else {
      const answer = this.probe.match(packet, nowMs);
      if (answer === null) return;
      askedAtMs = answer.sample.sentAtMs;
      this.#connectMs ??= nowMs - this.#options.startedAtMs;
      this.#life.echoed(true);
      if (answer.counts) this.#effects.push({ type: 'sample', ...answer.sample });
    }
    this.#life.heard(nowMs);
    this.#shake({ type: 'heard', ...(askedAtMs !== undefined && { askedAtMs }) }, nowMs);
    this.#go({ type: 'heard' }, nowMs);
  }

  #observe({ status, relayed, isCurrent }: Extract<LinkEvent, { type: 'status' }>, nowMs: number): void {
    const { latestHandshake: handshakeAt, rxBytes, endpoint } = status;
    this.#life.received(rxBytes, nowMs);
    if (!isCurrent) return;
    if (!relayed && this.direct.kind !== null && !this.direct.moving) this.#directEndpoint = endpoint;
    this.#shake({ type: 'status', handshakeAt, relayed }, nowMs);
    const hasRelay = this.choice.relay !== null;
    this.#go({ type: 'endpoint', relayed, hasRelay, endpoint, handshakeAt }, nowMs);
  }

  #done(effect: QueuedEffect, nowMs: number): void {
    if (effect.type === 'configure' && effect.fresh) this.probe.restart();
    if (effect.type !== 'hurry') return;
    // After a move each packet that comes by the new path leads the other's WireGuard there.
    this.probe.hurry(nowMs);
    this.#ask(nowMs);
  }

  #note(nowMs: number): void {
    const strategy = this.strategy(nowMs);
    if (strategy === this.history.strategy && nowMs < this.#notedAtMs + NOTE_EVERY_MS) return;
    this.#notedAtMs = nowMs;
    const { latencyMs } = this.probe.window.figures(nowMs);
    const isOnline = this.member.presence === 'online';
    this.history.look({ strategy, latencyMs, isOnline, atMs: nowMs });
  }

  #pair(nowMs: number): PairState {
    // What is lost while another path is tried tells nothing of the relay.
    if (this.path === 'direct' || this.direct.moving) return 'direct';
    // Whoever lost only the control plane is still there; whoever has gone is removed after a while.
    if (!this.#hadSession || this.handshake.isRemoved) return 'new';
    if (this.handshake.stage !== 'secured') return 'silent';
    if (this.#life.hasEchoed && this.#life.isPathDead(nowMs)) return 'silent';
    // What still comes is no comfort where ours doesn't get away.
    const isCutOff = this.#life.isEchoMissing(nowMs) && !this.#options.relays.isReached(this.choice.relay);
    return isCutOff ? 'silent' : 'well';
  }
}
