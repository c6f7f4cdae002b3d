/** What the control server passes on: records, signals, holds, presence, and what the relay sees. */
import type { MeshEffect } from '../../../main/engine/path/mesh/mesh-events.ts';
import type { Signal } from '../../../main/engine/path/signal.ts';
import type { Candidate } from '../../../shared/model/reachability.ts';
import { addressOf, endpoint } from '../nat.ts';
import { keyOf, type Scene, type Side } from './scene.ts';

/** Signals go over TCP: only what breaks a connection loses them. Of packets that are lost, this part. */
const SIGNAL_LOSS = 0.25;
const OVERTAKEN_BY_MS = 1500;

export class ModelControl {
  readonly #scene: Scene;
  /** How often a direct path was tried. */
  tries = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** The party's relay saw a player's WireGuard there. */
  observe(side: Side, source: string): void {
    const scene = this.#scene;
    scene.world.after(scene.delay(scene.plan.controlMs), () => {
      if (!scene.isConnected(side) || side.observed === source) return;
      side.observed = source;
      this.describe(side);
    });
  }

  /** A player says in its record how it is reached now. */
  describe(side: Side, relays: Side['told']['relays'] = side.told.relays): void {
    const { mapping, filtering } = side.nat.kind;
    const isIndependent = mapping === 'none' || mapping === 'endpoint-independent';
    side.told = {
      candidates: this.#candidates(side),
      mapping: side.observed === null ? 'unknown' : isIndependent ? 'endpoint-independent' : 'dependent',
      filtering: side.isExplored ? filtering : 'unknown',
      ...(relays !== undefined && { relays }),
    };
    side.player?.feed({ type: 'own', reachability: side.told });
    this.#tell(side);
  }

  /** What the server has of the other one, as it shows it; whoever isn't connected is told once it is. */
  show(side: Side): void {
    const scene = this.#scene;
    if (!scene.isConnected(side) || side.player === null) return;
    const other = scene.other(side);
    const id = keyOf(other.index);
    const wasTold = side.isToldOfOther;
    side.isToldOfOther = other.presence !== 'gone';
    if (other.presence === 'gone') {
      if (wasTold) side.player.feed({ type: 'left', member: id });
      return;
    }
    const member = {
      id,
      wireguardKey: id,
      address: addressIn(other),
      presence: other.presence,
      reachability: other.record,
    } as const;
    if (!wasTold) side.player.feed({ type: 'came', member, how: 'came' });
    else side.player.feed({ type: 'changed', member });
  }

  /** The post takes a sender's signals in rising order only: one that is doubled or overtaken is dropped. */
  pass(from: Side, effect: Extract<MeshEffect, { type: 'signal' | 'hold' | 'legs' }>): void {
    if (effect.type === 'signal' && effect.body.kind === 'punch') this.tries++;
    if (effect.type === 'signal') this.#signal(from, effect.body);
    else if (effect.type === 'hold') this.#hold(from, effect.ms);
    else this.describe(from, [...effect.legs]);
  }

  /** The server notices at some time, or not before it is over. */
  disconnected(side: Side, forMs: number, shown: 'away' | 'gone' = 'away'): void {
    const scene = this.#scene;
    scene.world.after(scene.world.random() * 1.2 * forMs, () => {
      if (scene.isConnected(side)) return;
      side.presence = shown;
      this.show(scene.other(side));
    });
  }

  reconnected(side: Side): void {
    const scene = this.#scene;
    scene.world.after(scene.delay(4 * scene.plan.controlMs), () => {
      if (!scene.isConnected(side)) return;
      side.presence = 'online';
      side.record = side.told;
      side.player?.feed({ type: 'reconnected' });
      for (const each of scene.sides) this.show(each);
    });
  }

  #tell(side: Side): void {
    const scene = this.#scene;
    scene.world.after(scene.signalMs(), () => {
      if (!scene.isConnected(side)) return;
      side.record = side.told;
      this.show(scene.other(side));
    });
  }

  #signal(from: Side, body: Signal): void {
    const scene = this.#scene;
    const { world } = scene;
    const to = scene.other(from);
    const seq = ++from.signalSeq;
    if (!scene.isConnected(from) || (scene.isLost() && world.random() < SIGNAL_LOSS)) return;
    const overtakenMs = scene.isLost() ? world.random() * OVERTAKEN_BY_MS : 0;
    for (let copies = scene.isLost() ? 2 : 1; copies > 0; copies--) {
      world.after(scene.signalMs() + overtakenMs, () => {
        if (!scene.isConnected(to) || seq <= to.heardSeq) return;
        to.heardSeq = seq;
        to.player?.feed({ type: 'signal', from: keyOf(from.index), body });
      });
    }
  }

  /** The relays are to drop the pair's packets for so long. */
  #hold(side: Side, ms: number): void {
    const scene = this.#scene;
    const { world } = scene;
    if (!scene.isConnected(side) || scene.isLost()) return;
    world.after(scene.delay(2 * scene.plan.controlMs), () => {
      for (const { core } of scene.relays) core.hold(keyOf(0), keyOf(1), world.nowMs + ms);
    });
  }

  #candidates({ index, nat, host, observed, isExplored, roaming }: Side): Candidate[] {
    const address = addressOf(host);
    const network = `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
    const candidates: Candidate[] = [{ type: 'host', endpoint: host, network }];
    if (observed !== null) candidates.push({ type: 'server-reflexive', endpoint: observed, network: null });
    if (this.#scene.plan.granted[index] && isExplored && roaming === 0) {
      candidates.push({ type: 'mapped', endpoint: endpoint(nat.address, 30_000 + index), network: null });
    }
    return candidates;
  }
}

/** Within the party. */
export function addressIn({ index }: Pick<Side, 'index'>): string {
  return `10.66.0.${index + 1}`;
}
