/** One member's link: carries out what its core decides, one effect after the other. */
import type { PeerStatus } from '../../../../shared/helper/verbs.ts';
import type { PathStrategy } from '../../../../shared/model/path-history.ts';
import type { LinkState } from '../../../../shared/model/snapshot.ts';
import { carryOut } from '../carry-out.ts';
import type { Cadence, LinkContext, LinkMember } from '../link-context.ts';
import type { DirectEffect, DirectEvent } from './direct/direct-events.ts';
import { DirectCore } from './direct/direct-path.ts';
import { EchoProbe } from './echo-probe.ts';
import { LinkCore } from './handshake.ts';
import type { LinkEffect, LinkEvent } from './handshake-events.ts';
import { PathHistory } from './path-history.ts';
import { PathSilence } from './path-silence.ts';
import {
  type PairState,
  RelayChoice,
  type RelayChoiceEffect,
  type RelayChoiceEvent,
} from './relay-choice.ts';

/** Latencies change slowly; a path that changes is noted at once. */
const NOTE_EVERY_MS = 1000;

type Effect = LinkEffect | DirectEffect | RelayChoiceEffect;

export class Link {
  member: LinkMember;
  readonly probe: EchoProbe;
  readonly core: LinkCore;
  readonly direct: DirectCore;
  readonly choice: RelayChoice;
  /** The last changes of the way to it. */
  readonly history = new PathHistory();
  #notedAtMs = Number.NEGATIVE_INFINITY;
  readonly #silence = new PathSilence();
  #hadSession = false;
  /** When the present session began, or the last one. */
  #securedAtMs = Number.NEGATIVE_INFINITY;
  /** WireGuard's figures of this peer, null while it isn't configured. */
  status: PeerStatus | null = null;
  readonly #context: LinkContext;
  /** Where its time to connect is counted from, monotonic ms. */
  readonly #startedAtMs: number;
  #connectMs: number | null = null;
  #effects: Promise<unknown>;
  /** New configurations and endpoints of the peer that are on their way. */
  #changes = 0;

  constructor(
    member: LinkMember,
    context: LinkContext,
    options: {
      session: number;
      startedAtMs: number;
      nowMs: number;
      /** What has to be done before WireGuard is touched for this link. */
      after: Promise<unknown>;
    },
  ) {
    this.member = member;
    this.probe = new EchoProbe(options.session);
    this.#context = context;
    this.#startedAtMs = options.startedAtMs;
    this.#effects = options.after;
    const smallerKey = context.ownKey < member.wireguardKey;
    this.direct = new DirectCore(smallerKey);
    this.choice = new RelayChoice(smallerKey);
    this.core = new LinkCore({
      smallerKey,
      online: member.presence === 'online',
      relayReached: false,
      nowMs: options.nowMs,
    });
  }

  /** From the start of reaching it to the first echo, in ms. */
  get connectMs(): number | null {
    return this.#connectMs;
  }

  /** Feeds the core and carries out its effects in order. */
  handle(event: LinkEvent, nowMs: number): void {
    const before = this.core.stage;
    this.#queue(event, this.core.handle(event, nowMs), nowMs);
    if (this.core.stage === 'secured') {
      this.#hadSession = true;
      if (before !== 'secured') this.#securedAtMs = nowMs;
    }
    this.handleDirect({ type: 'session', up: this.core.stage === 'secured' }, nowMs);
  }

  /** The same for what concerns the direct path. */
  handleDirect(event: DirectEvent, nowMs: number): void {
    this.#queue(event, this.direct.handle(event, nowMs), nowMs);
    this.probe.setTrying(this.direct.moving);
  }

  /** The same for the choice of a relay. */
  handleRelay(event: RelayChoiceEvent, nowMs: number): void {
    const before = this.choice.relay;
    const wasReached = this.#context.isRelayReached(before);
    const effects = this.choice.handle(event, nowMs);
    if (this.choice.relay !== before) {
      this.#context.log.info('pair changes its relay', { peer: this.member.id, relay: this.choice.relay });
      const reached = this.#context.isRelayReached(this.choice.relay);
      // From one that is reached to another is no reason to begin: the end that decided does, and both at once would collide.
      if (!(reached && wasReached)) this.handle({ type: 'relay', reached }, nowMs);
    }
    this.#queue(event, effects, nowMs);
  }

  /** Takes in WireGuard's figures of this peer. @param relayed - whether its endpoint is that of a relay. */
  observe(status: PeerStatus, relayed: boolean, nowMs: number): void {
    const { latestHandshake: handshakeAt, rxBytes, endpoint } = status;
    this.#silence.received(rxBytes, nowMs);
    // What was asked before a change tells of a handshake that isn't the awaited one, or of a path that was left.
    if (this.#changes > 0) return;
    this.handle({ type: 'status', handshakeAt, rxBytes, relayed }, nowMs);
    this.handleDirect({ type: 'endpoint', relayed, endpoint, handshakeAt, rxBytes }, nowMs);
  }

  /** Notes an echo that came back. */
  answered(nowMs: number): void {
    this.#connectMs ??= nowMs - this.#startedAtMs;
    this.handle({ type: 'echo', answered: true }, nowMs);
    this.heard(nowMs);
  }

  /** Notes an echo that was given up; one of a session before says nothing about the path as it is now. */
  unanswered(sentAtMs: number, nowMs: number): void {
    if (sentAtMs >= this.#securedAtMs) this.handle({ type: 'echo', answered: false }, nowMs);
  }

  /** Notes any echo packet of the member. */
  heard(nowMs: number): void {
    this.#silence.heard(nowMs);
    this.handle({ type: 'heard' }, nowMs);
    this.handleDirect({ type: 'heard' }, nowMs);
  }

  /** How often echoes are sent. */
  setCadence(cadence: Cadence, nowMs: number): void {
    const game = cadence === 'game';
    this.probe.setPace(game, nowMs);
    this.#silence.setPace(game, nowMs);
    this.handleDirect({ type: 'cadence', game }, nowMs);
  }

  /** To be called often. */
  tick(nowMs: number): void {
    this.#silence.tick(nowMs);
    this.handle({ type: 'tick' }, nowMs);
    this.handleDirect({ type: 'tick' }, nowMs);
    this.handleRelay({ type: 'tick', pair: this.#pair(nowMs) }, nowMs);
    this.#note(nowMs);
  }

  /** True when it is relayed, and nothing came for so long that its relay may be dead. */
  isSilent(nowMs: number): boolean {
    return this.#pair(nowMs) === 'silent';
  }

  /** True when a handshake takes longer than any over a relay that hears us. */
  isUnanswered(nowMs: number): boolean {
    return this.core.unanswered(nowMs);
  }

  /** Whether its relay is heard of through it, lately or not any more; null: it says nothing about the relay. */
  relayHeard(nowMs: number): boolean | null {
    const pair = this.#pair(nowMs);
    if (pair === 'well') return !this.#isEchoing || !this.#silence.isSuspect(nowMs);
    return pair === 'silent' ? false : null;
  }

  /** The way to the relay changed: follows it, without a new handshake. */
  followRelay(): void {
    if (this.direct.moving) return;
    this.#queue({ type: 'relay-moved' }, [{ type: 'point', endpoint: null }], this.#context.clock.now());
  }

  /** An endpoint that is only being tried is no direct path yet. */
  state(nowMs: number): LinkState {
    const state = this.core.state(nowMs);
    return state === 'direct' && this.direct.kind === null ? 'relayed' : state;
  }

  get path(): 'relay' | 'direct' | null {
    return this.core.path === 'direct' && this.direct.kind === null ? 'relay' : this.core.path;
  }

  /** How it is reached now. */
  strategy(nowMs: number): PathStrategy {
    if (this.core.stage !== 'secured' || ['lost', 'away'].includes(this.core.state(nowMs))) return 'none';
    return this.direct.kind ?? 'relay';
  }

  #note(nowMs: number): void {
    const strategy = this.strategy(nowMs);
    if (strategy === this.history.strategy && nowMs < this.#notedAtMs + NOTE_EVERY_MS) return;
    this.#notedAtMs = nowMs;
    const { latencyMs } = this.probe.window.figures(nowMs);
    const isOnline = this.member.presence === 'online';
    this.history.look({ strategy, latencyMs, isOnline, at: this.#context.clock.date() });
  }

  /** Removes the WireGuard peer, after what is still under way. */
  async remove(): Promise<void> {
    await this.#effects;
    await this.#context.tunnel.removePeer(this.member.wireguardKey);
  }

  /** A firewall that drops our echo says nothing about the path. */
  get #isEchoing(): boolean {
    return this.#silence.heardAtMs > Number.NEGATIVE_INFINITY;
  }

  #pair(nowMs: number): PairState {
    if (this.path === 'direct') return 'direct';
    // Whoever lost only the control plane is still there; whoever has gone is removed after a while.
    if (!this.#hadSession || this.core.isRemoved) return 'new';
    if (this.core.stage !== 'secured') return 'silent';
    return this.#isEchoing && this.#silence.isDead(nowMs) ? 'silent' : 'well';
  }

  #queue(event: object, effects: readonly Effect[], nowMs: number): void {
    if (effects.length === 0) return;
    this.#context.log.debug('link', { peer: this.member.id, event, stage: this.core.stage, effects });
    for (const effect of effects) {
      if (effect.type === 'doubt-relay') this.#context.doubtRelay(this.choice.relay);
      else if (effect.type === 'explore') this.#context.exploreAgain();
      else if (effect.type === 'restart') this.handle(effect, nowMs);
      else if (effect.type === 'use') this.#changeRelay(effect, nowMs);
      else {
        const changes = effect.type === 'point' || (effect.type === 'configure' && effect.fresh) ? 1 : 0;
        this.#changes += changes;
        this.#effects = this.#effects.then(async () => {
          // The relay is that of the moment at which its turn comes.
          await carryOut(effect, this, this.#context);
          this.#changes -= changes;
        });
      }
    }
  }

  #changeRelay({ renew }: Extract<Effect, { type: 'use' }>, nowMs: number): void {
    if (renew) {
      this.handle({ type: 'restart' }, nowMs);
      // A packet that comes late over the old relay leads the member's WireGuard back there, until the next one of ours.
      this.probe.hurry(nowMs);
    } else this.handleDirect({ type: 'relay-changed' }, nowMs);
  }
}
