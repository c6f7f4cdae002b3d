/** One engine's side of a link: a real core and a real probe, over a simulated helper, WireGuard and control plane. */
import type { EchoPacket } from '../../../../../main/engine/path/link/echo-packet.ts';
import { EchoProbe } from '../../../../../main/engine/path/link/echo-probe.ts';
import { LinkCore } from '../../../../../main/engine/path/link/handshake.ts';
import type { LinkEffect, LinkEvent } from '../../../../../main/engine/path/link/handshake-events.ts';
import type { ModelWireguard } from './model-wireguard.ts';
import type { World } from './world.ts';

export type Signal = Extract<LinkEvent, { type: 'signal' }>['kind'];

const TICK_MS = 50;
const EAGER_POLL_MS = 50;
const CALM_POLL_MS = 1000;
const EAGER_FOR_MS = 5000;
const HELPER_MS = 30;

export interface EngineLinks {
  readonly world: World;
  readonly wireguard: ModelWireguard;
  readonly smallerKey: boolean;
  /** Whether it takes up a party that an earlier run was in. */
  readonly resumed: boolean;
  signal(kind: Signal): void;
  relayReached(): boolean;
}

/** One run of an engine, from its start to its crash. */
export class ModelEngine {
  readonly #links: EngineLinks;
  readonly #session: number;
  #core: LinkCore | null = null;
  #probe: EchoProbe;
  #effects: LinkEffect[] = [];
  #busy = false;
  #dead = false;
  #freezes = 0;
  #missed: (() => void)[] = [];
  #eagerUntilMs = 0;
  #pollTurn = 0;

  constructor(links: EngineLinks) {
    this.#links = links;
    this.#session = Math.floor(links.world.random() * 2 ** 32);
    this.#probe = new EchoProbe(this.#session);
    links.world.every(TICK_MS, () => {
      if (this.#isAwake) this.#tick();
    });
    this.#pollLater(0);
  }

  get isSecured(): boolean {
    return this.#isAwake && this.#core?.stage === 'secured';
  }

  get #isAwake(): boolean {
    return !this.#dead && this.#freezes === 0;
  }

  meet(how: 'came' | 'was there', online: boolean): void {
    this.#whenAwake(() => {
      const { world, smallerKey, wireguard, resumed } = this.#links;
      const relayReached = this.#links.relayReached();
      this.#core = new LinkCore({ smallerKey, online, relayReached, nowMs: world.nowMs });
      this.#probe = new EchoProbe(this.#session);
      const kept = wireguard.status?.handshakeAtMs ?? null;
      const handshakeAt = kept === null ? null : wholeSeconds(kept);
      if (how === 'came') this.feed({ type: 'met', how });
      else this.feed(resumed ? { type: 'met', how: 'resumed', handshakeAt } : { type: 'met', how: 'found' });
    });
  }

  /** The member is off the roster. */
  part(): void {
    this.#whenAwake(() => {
      this.#core = null;
      this.#effects = [];
      this.#links.wireguard.remove();
    });
  }

  feed(event: LinkEvent): void {
    this.#whenAwake(() => {
      if (event.type === 'signal' || event.type === 'met') this.#beEager();
      this.#effects.push(...(this.#core?.handle(event, this.#links.world.nowMs) ?? []));
      this.#carryOut();
    });
  }

  /** What came out of the tunnel. */
  hear(payload: unknown): void {
    this.#whenAwake(() => {
      if (this.#core === null) return;
      const packet = payload as EchoPacket;
      if (packet.kind === 'request') {
        this.#links.wireguard.send(this.#probe.answer(packet));
        this.feed({ type: 'heard' });
      } else if (this.#probe.match(packet, this.#links.world.nowMs) !== null) {
        this.feed({ type: 'echo', answered: true });
        this.feed({ type: 'heard' });
      }
    });
  }

  crash(): void {
    this.#dead = true;
  }

  freeze(): void {
    this.#freezes++;
  }

  /** What came meanwhile was waiting in its sockets. */
  thaw(): void {
    this.#freezes--;
    if (this.#freezes > 0) return;
    for (const run of this.#missed.splice(0)) this.#whenAwake(run);
  }

  #whenAwake(run: () => void): void {
    if (this.#isAwake) run();
    else if (!this.#dead) this.#missed.push(run);
  }

  #carryOut(): void {
    const effect = this.#effects[0];
    if (effect === undefined || this.#busy) return;
    if (effect.type === 'signal') {
      this.#effects.shift();
      this.#links.signal(effect.kind);
      this.#carryOut();
      return;
    }
    this.#busy = true;
    const { world, wireguard } = this.#links;
    const ms = 2 + world.random() * HELPER_MS;
    // The helper does it, even for an engine that crashes meanwhile.
    world.after(ms / 2, () => {
      if (effect.type === 'remove') wireguard.remove();
      else if (this.#core !== null) wireguard.configure(effect.keepalive, effect.fresh);
    });
    world.after(ms, () =>
      this.#whenAwake(() => {
        this.#busy = false;
        if (effect.type === 'configure' && effect.fresh) this.#probe.restart();
        this.#effects.shift();
        this.#carryOut();
      }),
    );
  }

  #tick(): void {
    const core = this.#core;
    if (core === null) return;
    const { nowMs } = this.#links.world;
    this.feed({ type: 'tick' });
    for (const _ of this.#probe.expire(nowMs)) this.feed({ type: 'echo', answered: false });
    const request = core.mayEcho ? this.#probe.due(nowMs) : null;
    if (request !== null) this.#links.wireguard.send(request);
  }

  #pollLater(ms: number): void {
    const turn = ++this.#pollTurn;
    this.#links.world.after(ms, () =>
      this.#whenAwake(() => {
        if (turn === this.#pollTurn) this.#poll();
      }),
    );
  }

  /** The figures are those of the moment at which the helper looked, and told a little later. */
  #poll(): void {
    const { world, wireguard } = this.#links;
    const ms = 2 + world.random() * HELPER_MS;
    world.after(ms / 2, () => {
      const status = wireguard.status;
      const seen = status && { rxBytes: status.rxBytes, handshakeAtMs: status.handshakeAtMs };
      // The helper answers in order: what it was asked before is answered before.
      const isOutdated = this.#isReplacing;
      world.after(ms / 2, () =>
        this.#whenAwake(() => {
          if (seen !== null && !isOutdated && !this.#isReplacing) {
            const { handshakeAtMs, rxBytes } = seen;
            const handshakeAt = handshakeAtMs === null ? null : wholeSeconds(handshakeAtMs);
            this.feed({ type: 'status', handshakeAt, rxBytes, relayed: true });
          }
          const awaits = !this.#links.relayReached() || this.#core?.stage === 'securing';
          const isEager = awaits && world.nowMs < this.#eagerUntilMs;
          this.#pollLater(isEager ? EAGER_POLL_MS : CALM_POLL_MS);
        }),
      );
    });
  }

  /** New configurations of the peer are on their way. */
  get #isReplacing(): boolean {
    return this.#effects.some((effect) => effect.type === 'configure' && effect.fresh);
  }

  #beEager(): void {
    this.#eagerUntilMs = this.#links.world.nowMs + EAGER_FOR_MS;
    this.#pollLater(0);
  }
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
