/**
 * One end of a pair behind several relays: the link, the choice, the relays that are held and the echo as they are, put
 * together as `Link` and `Links` do, over a modelled helper.
 */
import { DirectCore } from '../../../../../../main/engine/path/link/direct/direct-path.ts';
import type { EchoPacket } from '../../../../../../main/engine/path/link/echo-packet.ts';
import { EchoProbe } from '../../../../../../main/engine/path/link/echo-probe.ts';
import { LinkCore } from '../../../../../../main/engine/path/link/handshake.ts';
import type { LinkEffect, LinkEvent } from '../../../../../../main/engine/path/link/handshake-events.ts';
import { PathSilence } from '../../../../../../main/engine/path/link/path-silence.ts';
import type { PeerLeg } from '../../../../../../main/engine/path/link/rank-relays.ts';
import {
  type PairState,
  RelayChoice,
  type RelayChoiceEffect,
  type RelayChoiceEvent,
} from '../../../../../../main/engine/path/link/relay-choice.ts';
import {
  type RelayedPair,
  tellRelays,
  watchRelays,
} from '../../../../../../main/engine/path/mesh/relays/watch-relays.ts';
import { isLinkSignal, type Signal } from '../../../../../../main/engine/path/signal.ts';
import type { ModelWireguard } from '../../evening/model-wireguard.ts';
import type { World } from '../../pair/world.ts';
import type { ModelRelays } from './model-relays.ts';

export interface EndWays {
  readonly world: World;
  readonly decides: boolean;
  readonly game: boolean;
  readonly wireguard: ModelWireguard;
  readonly relays: ModelRelays;
  signal(body: Signal): void;
  tell(legs: readonly PeerLeg[]): void;
}

type Effect = LinkEffect | ReturnType<DirectCore['handle']>[number] | RelayChoiceEffect;

/** The engine ticks every 50 ms and asks WireGuard every 15 ms when it is in a hurry; less often is as good here. */
const TICK_MS = 100;
const EAGER_POLL_MS = 30;
const CALM_POLL_MS = 1000;
const EAGER_FOR_MS = 5000;
const HELPER_MS = 12;

export class ModelEnd implements RelayedPair {
  readonly choice: RelayChoice;
  readonly core: LinkCore;
  heardAtMs = 0;
  /** The times at which it took another relay while it heard the other end. */
  readonly changes: number[] = [];
  readonly #ways: EndWays;
  readonly #direct: DirectCore;
  readonly #silence = new PathSilence();
  readonly #probe: EchoProbe;
  #hadSession = false;
  #eagerUntilMs = 0;
  #pollTurn = 0;
  #helperFreeAtMs = 0;
  /** New configurations and endpoints of the peer that are on their way. */
  #underWay = 0;

  constructor(ways: EndWays) {
    const { world, decides, game } = ways;
    this.#ways = ways;
    this.#probe = new EchoProbe(Math.floor(world.random() * 2 ** 32));
    this.core = new LinkCore({ smallerKey: decides, online: true, relayReached: false, nowMs: 0 });
    this.#direct = new DirectCore(decides);
    this.choice = new RelayChoice(decides);
    this.#probe.setPace(game, 0);
    this.#silence.setPace(game, 0);
    this.#direct.handle({ type: 'cadence', game }, 0);
    ways.relays.onRenewed = (id) => {
      this.#tellReached(id, false);
      this.#hurry();
    };
    ways.relays.onReached = (id) => this.#tellReached(id, true);
    world.every(TICK_MS, () => this.#tick());
    this.#hurry();
  }

  meet(how: 'came' | 'found'): void {
    tellRelays([this], this.#ways.relays, this.#nowMs);
    this.feed({ type: 'met', how });
  }

  feed(event: LinkEvent): void {
    this.#queue(this.core.handle(event, this.#nowMs));
    if (this.core.stage === 'secured') this.#hadSession = true;
    this.#queue(this.#direct.handle({ type: 'session', up: this.core.stage === 'secured' }, this.#nowMs));
  }

  handleRelay(event: RelayChoiceEvent): void {
    const before = this.choice.relay;
    const wasWell = this.#pair === 'well';
    const wasReached = this.#isReached(before);
    const effects = this.choice.handle(event, this.#nowMs);
    const { relay } = this.choice;
    if (relay !== before) {
      if (wasWell) this.changes.push(this.#nowMs);
      const reached = this.#isReached(relay);
      if (!(reached && wasReached)) this.feed({ type: 'relay', reached });
    }
    this.#queue(effects);
  }

  signalled(body: Signal): void {
    this.#hurry();
    if (body.kind === 'relay') this.handleRelay({ type: 'signal', body });
    else if (isLinkSignal(body)) this.feed({ type: 'signal', kind: body.kind });
  }

  /** What came out of the tunnel. */
  hear(packet: EchoPacket): void {
    const nowMs = this.#nowMs;
    if (packet.kind === 'request') this.#ways.wireguard.send(this.#probe.answer(packet));
    else if (this.#probe.match(packet, nowMs) === null) return;
    else this.feed({ type: 'echo', answered: true });
    this.heardAtMs = nowMs;
    this.#silence.heard(nowMs);
    this.feed({ type: 'heard' });
    this.#queue(this.#direct.handle({ type: 'heard' }, nowMs));
  }

  isSilent(): boolean {
    return this.#pair === 'silent';
  }

  isUnanswered(nowMs: number): boolean {
    return this.core.unanswered(nowMs);
  }

  relayHeard(nowMs: number): boolean | null {
    if (this.#pair === 'well') return !this.#isEchoing || !this.#silence.isSuspect(nowMs);
    return this.#pair === 'silent' ? false : null;
  }

  get #nowMs(): number {
    return this.#ways.world.nowMs;
  }

  get #isEchoing(): boolean {
    return this.#silence.heardAtMs > Number.NEGATIVE_INFINITY;
  }

  get #pair(): PairState {
    if (!this.#hadSession || this.core.isRemoved) return 'new';
    if (this.core.stage !== 'secured') return 'silent';
    return this.#isEchoing && this.#silence.isDead(this.#nowMs) ? 'silent' : 'well';
  }

  #tick(): void {
    const { relays, wireguard } = this.#ways;
    const nowMs = this.#nowMs;
    if (this.#urgency === 'now') this.#pollLater(0);
    relays.tick();
    watchRelays([this], relays, nowMs);
    tellRelays([this], relays, nowMs);
    const told = relays.news();
    if (told !== null) this.#ways.tell(told);
    this.#silence.tick(nowMs);
    this.feed({ type: 'tick' });
    this.#queue(this.#direct.handle({ type: 'tick' }, nowMs));
    this.handleRelay({ type: 'tick', pair: this.#pair });
    for (const _ of this.#probe.expire(nowMs)) this.feed({ type: 'echo', answered: false });
    const request = this.core.mayEcho ? this.#probe.due(nowMs) : null;
    if (request !== null) wireguard.send(request);
  }

  #isReached(relay: string | null): boolean {
    return this.#ways.relays.get(relay)?.peer.reached ?? false;
  }

  #tellReached(id: string, reached: boolean): void {
    if (this.choice.relay === id) this.feed({ type: 'relay', reached });
  }

  #queue(effects: readonly Effect[]): void {
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    if (effect.type === 'doubt-relay') this.#ways.relays.doubt(this.choice.relay);
    else if (effect.type === 'restart') this.feed(effect);
    else if (effect.type === 'use') this.#changeRelay(effect.renew);
    else {
      const changes = effect.type === 'point' || (effect.type === 'configure' && effect.fresh) ? 1 : 0;
      this.#underWay += changes;
      this.#later(() => {
        this.#underWay -= changes;
        this.#ask(effect);
      });
    }
  }

  #ask(effect: Effect): void {
    const { wireguard, signal } = this.#ways;
    if (effect.type === 'signal') signal('kind' in effect ? { kind: effect.kind } : effect.body);
    else if (effect.type === 'hurry') this.#probe.hurry(this.#nowMs);
    else if (effect.type === 'remove') wireguard.removeMember();
    else if (effect.type === 'point') wireguard.setMember(effect.endpoint ?? this.choice.relay, true, false);
    else if (effect.type === 'configure') {
      const { keepalive, fresh } = effect;
      wireguard.setMember(fresh && keepalive ? this.choice.relay : null, keepalive, fresh);
      if (fresh) this.#probe.restart();
    }
  }

  #changeRelay(renew: boolean): void {
    if (!renew) {
      this.#queue(this.#direct.handle({ type: 'relay-changed' }, this.#nowMs));
      return;
    }
    this.feed({ type: 'restart' });
    this.#probe.hurry(this.#nowMs);
  }

  /** The helper does one thing after the other. */
  #later(run: () => void): void {
    const { world } = this.#ways;
    this.#helperFreeAtMs = Math.max(this.#helperFreeAtMs, world.nowMs) + 1 + world.random() * HELPER_MS;
    world.after(this.#helperFreeAtMs - world.nowMs, run);
  }

  #hurry(): void {
    this.#eagerUntilMs = this.#nowMs + EAGER_FOR_MS;
    this.#pollLater(0);
  }

  #pollLater(ms: number): void {
    const turn = ++this.#pollTurn;
    this.#ways.world.after(ms, () => {
      if (turn === this.#pollTurn) this.#poll();
    });
  }

  #poll(): void {
    const { relays, wireguard } = this.#ways;
    relays.advance();
    relays.observe();
    const { member } = wireguard;
    if (member !== null) {
      const { endpoint, handshakeAt, rxBytes } = member;
      this.#silence.received(rxBytes, this.#nowMs);
      if (this.#underWay === 0) {
        this.feed({ type: 'status', handshakeAt, rxBytes, relayed: true });
        const relayed = { type: 'endpoint', relayed: true, endpoint, handshakeAt, rxBytes } as const;
        this.#queue(this.#direct.handle(relayed, this.#nowMs));
      }
      if (endpoint !== null) this.handleRelay({ type: 'seen', relay: endpoint });
    }
    const isEager = this.#urgency === 'now' || (this.#urgency === 'soon' && this.#nowMs < this.#eagerUntilMs);
    this.#pollLater(isEager ? EAGER_POLL_MS : CALM_POLL_MS);
  }

  get #urgency(): 'now' | 'soon' | 'none' {
    if (this.#direct.isDoubtful(this.#nowMs)) return 'now';
    const isUnsettled = this.#ways.relays.home?.peer.reached === false || this.core.stage === 'securing';
    return isUnsettled ? 'soon' : 'none';
  }
}
