/** One run of a player's engine: both cores and the echo as they are, over a modelled helper and watch of WireGuard. */

import type { DirectEffect, DirectEvent } from '../../../../../main/engine/path/link/direct/direct-events.ts';
import { DirectCore } from '../../../../../main/engine/path/link/direct/direct-path.ts';
import type { EchoPacket } from '../../../../../main/engine/path/link/echo-packet.ts';
import { EchoProbe } from '../../../../../main/engine/path/link/echo-probe.ts';
import { LinkCore } from '../../../../../main/engine/path/link/handshake.ts';
import type { LinkEffect, LinkEvent } from '../../../../../main/engine/path/link/handshake-events.ts';
import { isLinkSignal, type Signal } from '../../../../../main/engine/path/signal.ts';
import type { Reachability } from '../../../../../shared/model/reachability.ts';
import type { World } from '../pair/world.ts';
import type { MemberStatus, ModelWireguard } from './model-wireguard.ts';

export interface PlayerWays {
  readonly world: World;
  readonly wireguard: ModelWireguard;
  readonly relay: string;
  readonly controlling: boolean;
  signal(body: Signal): void;
  hold(ms: number): void;
}

type HelperEffect = Exclude<
  LinkEffect | DirectEffect,
  { type: 'signal' | 'hold' | 'hurry' | 'restart' | 'doubt-relay' | 'explore' }
>;

/** The engine ticks every 50 ms and asks WireGuard every 15 ms when it is in a hurry; half as often is as good here. */
const TICK_MS = 100;
const EAGER_POLL_MS = 30;
const CALM_POLL_MS = 1000;
const EAGER_FOR_MS = 5000;
const HELPER_MS = 20;
const RELAY_RETRY_MS = [500, 1000, 2000, 5000, 15_000] as const;
const DOUBT_INTERVAL_MS = 4000;

export class ModelPlayer {
  readonly core: LinkCore;
  readonly direct: DirectCore;
  readonly #ways: PlayerWays;
  readonly #probe: EchoProbe;
  #effects: (LinkEffect | DirectEffect)[] = [];
  #busy = false;
  #dead = false;
  #isAsleep = false;
  #missed: (() => void)[] = [];
  #eagerUntilMs = 0;
  #pollTurn = 0;
  #isResting = false;
  /** New configurations and endpoints of the peer that are on their way. */
  #changes = 0;
  #relayReached = false;
  #relayAttempt = 0;
  #relayRetryAtMs = 0;
  #doubtAfterMs = 0;

  constructor(ways: PlayerWays, online: boolean) {
    const { world, controlling } = ways;
    this.#ways = ways;
    this.#probe = new EchoProbe(Math.floor(world.random() * 2 ** 32));
    this.core = new LinkCore({ smallerKey: controlling, online, relayReached: false, nowMs: world.nowMs });
    this.direct = new DirectCore(controlling);
    this.#tickLater();
    this.#hurryPolls();
  }

  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  /** @param game - whether a game runs from the start. */
  meet(how: 'came' | 'found' | 'resumed', game: boolean): void {
    if (game) {
      this.#probe.setPace(true, this.#ways.world.nowMs);
      this.#direct({ type: 'cadence', game });
    }
    const handshakeAt = this.#ways.wireguard.member?.handshakeAt ?? null;
    this.feed(how === 'resumed' ? { type: 'met', how, handshakeAt } : { type: 'met', how });
  }

  feed(event: LinkEvent): void {
    this.#whenAwake(() => {
      this.#queue(this.core.handle(event, this.#ways.world.nowMs));
      this.#direct({ type: 'session', up: this.core.stage === 'secured' });
    });
  }

  signalled(body: Signal): void {
    this.#whenAwake(() => {
      this.#hurryPolls();
      if (isLinkSignal(body)) this.feed({ type: 'signal', kind: body.kind });
      else if (body.kind !== 'relay') this.#direct({ type: 'signal', body });
    });
  }

  learn(own: Reachability, peer: Reachability): void {
    this.#whenAwake(() => this.#direct({ type: 'facts', own, peer }));
  }

  networkChanged(): void {
    this.#whenAwake(() => {
      this.#startRelayOver();
      this.#direct({ type: 'network' });
    });
  }

  /** What came out of the tunnel. */
  hear(packet: EchoPacket): void {
    this.#whenAwake(() => {
      if (packet.kind === 'request') this.#ways.wireguard.send(this.#probe.answer(packet));
      else if (this.#probe.match(packet, this.#ways.world.nowMs) === null) return;
      else this.feed({ type: 'echo', answered: true });
      this.feed({ type: 'heard' });
      this.#direct({ type: 'heard' });
    });
  }

  crash(): void {
    this.#dead = true;
  }

  /** Its process stands still; what comes meanwhile waits in its sockets. */
  sleep(): void {
    this.#isAsleep = true;
  }

  wake(): void {
    this.#isAsleep = false;
    for (const run of this.#missed.splice(0)) this.#whenAwake(run);
  }

  #whenAwake(run: () => void): void {
    if (this.#dead) return;
    if (this.#isAsleep) this.#missed.push(run);
    else run();
  }

  #direct(event: DirectEvent): void {
    this.#queue(this.direct.handle(event, this.#ways.world.nowMs));
  }

  #queue(effects: readonly (LinkEffect | DirectEffect)[]): void {
    for (const effect of effects) {
      if (effect.type === 'doubt-relay') this.#doubtRelay();
      else if (effect.type === 'restart') this.feed(effect);
      else {
        if (isChange(effect)) this.#changes++;
        this.#effects.push(effect);
      }
    }
    this.#carryOut();
  }

  #carryOut(): void {
    while (!this.#busy) {
      const effect = this.#effects.shift();
      if (effect === undefined) return;
      switch (effect.type) {
        case 'signal':
          this.#ways.signal('kind' in effect ? { kind: effect.kind } : effect.body);
          break;
        case 'hold':
          this.#ways.hold(effect.ms);
          break;
        case 'hurry':
          this.#probe.hurry(this.#ways.world.nowMs);
          this.#echo();
          break;
        case 'restart':
        case 'doubt-relay':
        case 'explore':
          break;
        default:
          this.#ask(effect);
      }
    }
  }

  /** The helper does it, even for an engine that crashes meanwhile. */
  #ask(effect: HelperEffect): void {
    this.#busy = true;
    const { world } = this.#ways;
    const ms = 2 + world.random() * HELPER_MS;
    world.after(ms / 2, () => this.#set(effect));
    world.after(ms, () =>
      this.#whenAwake(() => {
        this.#busy = false;
        if (isChange(effect)) this.#changes--;
        if (effect.type === 'configure' && effect.fresh) this.#probe.restart();
        this.#carryOut();
      }),
    );
  }

  #set(effect: HelperEffect): void {
    const { wireguard, relay } = this.#ways;
    if (effect.type === 'decoys') wireguard.setDecoys(effect.endpoints);
    else if (effect.type === 'remove') wireguard.removeMember();
    else if (effect.type === 'point') wireguard.setMember(effect.endpoint ?? relay, true, false);
    else {
      const { keepalive, fresh } = effect;
      wireguard.setMember(fresh && keepalive ? relay : null, keepalive, fresh);
    }
  }

  #tickLater(): void {
    this.#ways.world.after(TICK_MS, () =>
      this.#whenAwake(() => {
        this.#tick();
        this.#tickLater();
      }),
    );
  }

  #tick(): void {
    const { core } = this;
    const { nowMs } = this.#ways.world;
    // Before a silent path is given up, WireGuard is asked whether only the echo is missing.
    if (this.#isUrgent && this.#isResting) this.#pollLater(0);
    if (core.unanswered(nowMs) || (core.path === 'relay' && core.silent(nowMs))) this.#doubtRelay();
    this.feed({ type: 'tick' });
    this.#direct({ type: 'tick' });
    for (const _ of this.#probe.expire(nowMs)) this.feed({ type: 'echo', answered: false });
    this.#echo();
  }

  #echo(): void {
    const request = this.core.mayEcho ? this.#probe.due(this.#ways.world.nowMs) : null;
    if (request !== null) this.#ways.wireguard.send(request);
  }

  #doubtRelay(): void {
    const { nowMs } = this.#ways.world;
    if (!this.#relayReached || nowMs < this.#doubtAfterMs) return;
    this.#doubtAfterMs = nowMs + DOUBT_INTERVAL_MS;
    this.#startRelayOver();
  }

  #startRelayOver(): void {
    this.#relayReached = false;
    this.#relayAttempt = 0;
    this.#relayRetryAtMs = 0;
    this.feed({ type: 'relay', reached: false });
    this.#hurryPolls();
  }

  #hurryPolls(): void {
    this.#eagerUntilMs = this.#ways.world.nowMs + EAGER_FOR_MS;
    this.#pollLater(0);
  }

  #pollLater(ms: number): void {
    const turn = ++this.#pollTurn;
    this.#isResting = ms > 0;
    this.#ways.world.after(ms, () =>
      this.#whenAwake(() => {
        if (turn !== this.#pollTurn) return;
        this.#isResting = false;
        this.#poll(turn);
      }),
    );
  }

  /** The figures are those of the moment at which the helper looked, and told a little later. */
  #poll(turn: number): void {
    const { world, wireguard } = this.#ways;
    this.#advanceRelay();
    const ms = 2 + world.random() * HELPER_MS;
    world.after(ms / 2, () => {
      const status = wireguard.member === null ? null : { ...wireguard.member };
      const isReached = wireguard.relayHandshakeAtMs !== null;
      // The helper answers in order: what it was asked before is answered before.
      const isOutdated = this.#changes > 0;
      world.after(ms / 2, () =>
        this.#whenAwake(() => {
          if (turn !== this.#pollTurn) return;
          if (isReached && this.#relayAttempt > 0 && !this.#relayReached) {
            this.#relayReached = true;
            this.feed({ type: 'relay', reached: true });
          }
          if (status !== null && !isOutdated && this.#changes === 0) this.#observe(status);
          this.#pollLater(this.#isEager() ? EAGER_POLL_MS : CALM_POLL_MS);
        }),
      );
    });
  }

  #observe({ endpoint, handshakeAt, rxBytes }: MemberStatus): void {
    const relayed = endpoint === null || endpoint === this.#ways.relay;
    this.feed({ type: 'status', handshakeAt, rxBytes, relayed });
    this.#direct({ type: 'endpoint', relayed, endpoint, handshakeAt, rxBytes });
  }

  #advanceRelay(): void {
    const { nowMs } = this.#ways.world;
    if (this.#relayReached || nowMs < this.#relayRetryAtMs) return;
    this.#relayRetryAtMs = nowMs + (RELAY_RETRY_MS[Math.min(this.#relayAttempt, 4)] ?? 0);
    this.#relayAttempt++;
    this.#ways.wireguard.setRelay();
  }

  get #isUrgent(): boolean {
    return this.direct.moving || this.direct.isDoubtful(this.#ways.world.nowMs);
  }

  #isEager(): boolean {
    const { nowMs } = this.#ways.world;
    if (this.#isUrgent) return true;
    return nowMs < this.#eagerUntilMs && (!this.#relayReached || this.core.stage === 'securing');
  }
}

function isChange(effect: LinkEffect | DirectEffect): boolean {
  return effect.type === 'point' || (effect.type === 'configure' && effect.fresh);
}
