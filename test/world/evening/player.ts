/** One run of a player's engine: the real mesh over a modelled helper, sockets and control plane. */
import type { EchoPacket, SizeProbe } from '../../../main/engine/path/link/echo-packet.ts';
import { Mesh, type MeshTerms } from '../../../main/engine/path/mesh/mesh.ts';
import type { MeshEffect, MeshEvent } from '../../../main/engine/path/mesh/mesh-events.ts';
import type { Patience } from '../../../main/engine/path/mesh/relays/relay-effects.ts';
import { MeshRecorder } from '../../../main/engine/path/recording/mesh-recorder.ts';
import { invariant } from '../../../shared/result.ts';
import type { ModelWireguard } from '../wireguard.ts';
import type { World } from '../world.ts';

export interface PlayerWays {
  readonly world: World;
  readonly wireguard: ModelWireguard;
  /** Sends to the member that has this address. */
  send(to: string, packet: EchoPacket | SizeProbe): void;
  /** What is for the control server, and what it needs to know. */
  tell(effect: Extract<MeshEffect, { type: 'signal' | 'hold' | 'legs' }>): void;
  /** Whether all that its mesh is told is kept, to be played again. */
  readonly isRecorded: boolean;
  /** A binding request to the relay that has this endpoint. */
  ask(endpoint: string, onAnswer: () => void): void;
}

/** Of one call to the helper, at most. */
const HELPER_MS = 20;
/** Wakes that were not asked for, to see that nothing waits for them. */
const EXTRA_WAKE_EVERY_MS = 700;

export class Player {
  /** The times at which it took another relay while it heard the other one. */
  readonly changes: number[] = [];
  readonly recorder: MeshRecorder | null;
  readonly #mesh: Mesh;
  readonly #ways: PlayerWays;
  /** What its monotonic clock is ahead of the world's: no two machines have the beat of their seconds together. */
  readonly #aheadMs: number;
  #dead = false;
  #isAsleep = false;
  #missed: (() => void)[] = [];
  #wakeTurn = 0;
  #wakes = 0;

  constructor(ways: PlayerWays) {
    const { world, wireguard, isRecorded } = ways;
    this.#ways = ways;
    const session = Math.floor(world.random() * 2 ** 32);
    this.#aheadMs = session % 1000;
    const terms: MeshTerms = {
      ownKey: wireguard.ownKey,
      keepaliveSeconds: 25,
      servers: [],
      session,
      startedAtMs: this.#nowMs,
    };
    this.#mesh = new Mesh(terms);
    this.recorder = isRecorded ? new MeshRecorder({ terms, app: 'evening', startedAt: world.date() }) : null;
    this.#wakeUnasked();
  }

  get mesh(): Pick<Mesh, 'link' | 'links' | 'relays'> {
    return this.#mesh;
  }

  /** How often it wanted to be told of the time. */
  get wakes(): number {
    return this.#wakes;
  }

  get isAsleep(): boolean {
    return this.#isAsleep;
  }

  feed(event: MeshEvent): void {
    this.#whenAwake(() => {
      const isSilent = this.#mesh.links().some((link) => link.isSilent(this.#nowMs));
      const effects = this.#handle(event);
      const isChange = effects.some(({ type }) => type === 'relay-chosen');
      if (!isSilent && isChange) this.changes.push(this.#ways.world.nowMs);
      for (const effect of effects) this.#do(effect);
      this.#wakeLater();
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

  get #nowMs(): number {
    return this.#ways.world.nowMs + this.#aheadMs;
  }

  #whenAwake(run: () => void): void {
    if (this.#dead) return;
    if (this.#isAsleep) this.#missed.push(run);
    else run();
  }

  #handle(event: MeshEvent): readonly MeshEffect[] {
    const nowMs = this.#nowMs;
    const effects = this.#mesh.handle(event, nowMs);
    this.recorder?.record(event, nowMs, effects);
    return effects;
  }

  #do(effect: MeshEffect): void {
    switch (effect.type) {
      case 'carry-out':
        this.#carryOut(effect);
        return;
      case 'look':
        this.#look();
        return;
      case 'send-echo':
        this.#ways.send(effect.to, effect.packet);
        return;
      case 'limit':
        this.#ways.world.after(2 + this.#ways.world.random() * HELPER_MS, () =>
          this.feed({ type: 'limited', member: effect.member, isSet: true }),
        );
        return;
      case 'ask-relay':
        this.#ask(effect.ask, effect.endpoint, effect.patience);
        return;
      case 'signal':
      case 'hold':
      case 'legs':
        this.#ways.tell(effect);
    }
  }

  /** The helper does it, even for an engine that crashes meanwhile. */
  #carryOut({ remove, peers, decoys }: Extract<MeshEffect, { type: 'carry-out' }>): void {
    const { world, wireguard } = this.#ways;
    const calls = [
      ...remove.map((key) => () => wireguard.removePeer(key)),
      ...(peers.length > 0 ? [() => wireguard.setPeers(peers)] : []),
      ...decoys.map(
        ({ group, endpoints }) =>
          () =>
            wireguard.setDecoys(group, endpoints),
      ),
    ];
    let atMs = world.nowMs;
    for (const call of calls) {
      const ms = 2 + world.random() * HELPER_MS;
      world.at(atMs + ms / 2, call);
      atMs += ms;
    }
    world.at(atMs, () => this.feed({ type: 'carried-out' }));
  }

  /** The figures are those of the moment at which the helper looked, and told a little later. */
  #look(): void {
    const { world, wireguard } = this.#ways;
    const ms = 2 + world.random() * HELPER_MS;
    world.after(ms / 2, () => {
      const peers = wireguard.status();
      world.after(ms / 2, () =>
        this.feed({
          type: 'status',
          status: { name: 'lanrage0', publicKey: wireguard.ownKey, listenPort: 1, peers },
        }),
      );
    });
  }

  #ask(ask: number, endpoint: string, { sends, rtoMs, budgetMs }: Patience): void {
    const { world } = this.#ways;
    const beganAtMs = world.nowMs;
    let isDone = false;
    const done = (afterMs: number | null): void => {
      if (!isDone) this.feed({ type: 'relay-answered', ask, afterMs });
      isDone = true;
    };
    for (let i = 0; i < sends; i++) {
      world.after(rtoMs * (2 ** i - 1), () => {
        if (!isDone) this.#ways.ask(endpoint, () => done(world.nowMs - beganAtMs));
      });
    }
    world.after(budgetMs, () => done(null));
  }

  #wakeLater(): void {
    const turn = ++this.#wakeTurn;
    const { nextAtMs } = this.#mesh;
    if (nextAtMs === Number.POSITIVE_INFINITY) return;
    this.#ways.world.at(nextAtMs - this.#aheadMs, () => {
      if (turn !== this.#wakeTurn || this.#dead) return;
      this.#wakes++;
      this.feed({ type: 'time' });
    });
  }

  #wakeUnasked(): void {
    const { world } = this.#ways;
    world.after(2 * EXTRA_WAKE_EVERY_MS * world.random(), () => {
      if (this.#dead) return;
      // Later than that it is due itself, or stood still.
      if (!this.#isAsleep && this.#nowMs < this.#mesh.nextAtMs) {
        const { nextAtMs } = this.#mesh;
        const effects = this.#handle({ type: 'time' });
        const does = JSON.stringify(effects);
        invariant(
          effects.length === 0 && this.#mesh.nextAtMs >= nextAtMs,
          `nobody asked for this time: ${does}`,
        );
      }
      this.#wakeUnasked();
    });
  }
}
