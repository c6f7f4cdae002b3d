/** What the control server passes on: records, signals, holds, presence, and what the relay sees. */
import type { Signal } from '../../../../../main/engine/path/signal.ts';
import type { Candidate } from '../../../../../shared/model/reachability.ts';
import { addressOf, endpoint } from './model-nat.ts';
import type { Scene, Side } from './scene.ts';

/** Signals go over TCP: only what breaks a connection loses them. Of packets that are lost, this part. */
const SIGNAL_LOSS = 0.25;
const OVERTAKEN_BY_MS = 1500;

export class ModelControl {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** The relay saw a player's WireGuard there. */
  observe(side: Side, source: string): void {
    const scene = this.#scene;
    scene.world.after(scene.delay(scene.plan.controlMs), () => {
      if (!scene.isConnected(side) || side.observed === source) return;
      side.observed = source;
      this.describe(side);
    });
  }

  /** A player says in its record how it is reached now. */
  describe(side: Side): void {
    const scene = this.#scene;
    const { mapping, filtering } = side.nat.kind;
    const isIndependent = mapping === 'none' || mapping === 'endpoint-independent';
    side.record = {
      candidates: this.#candidates(side),
      mapping: side.observed === null ? 'unknown' : isIndependent ? 'endpoint-independent' : 'dependent',
      filtering: side.isExplored ? filtering : 'unknown',
    };
    this.tellFacts(side);
    scene.world.after(scene.delay(2 * scene.plan.controlMs), () => this.tellFacts(scene.other(side)));
  }

  /** What the server has of both; whoever isn't connected is told once it is. */
  tellFacts(side: Side): void {
    if (this.#scene.isConnected(side)) side.player?.learn(side.record, this.#scene.other(side).record);
  }

  /** The post takes a sender's signals in rising order only: one that is doubled or overtaken is dropped. */
  signal(from: Side, body: Signal): void {
    const scene = this.#scene;
    const { world, plan } = scene;
    const to = scene.other(from);
    const seq = ++from.signalSeq;
    if (!scene.isConnected(from) || (scene.isLost() && world.random() < SIGNAL_LOSS)) return;
    const overtakenMs = scene.isLost() ? world.random() * OVERTAKEN_BY_MS : 0;
    for (let copies = scene.isLost() ? 2 : 1; copies > 0; copies--) {
      world.after(scene.delay(2 * plan.controlMs) + overtakenMs, () => {
        if (!scene.isConnected(to) || seq <= to.heardSeq) return;
        to.heardSeq = seq;
        to.player?.signalled(body);
      });
    }
  }

  /** The relay is to drop the pair's packets for so long. */
  hold(side: Side, ms: number): void {
    const scene = this.#scene;
    const { world, relay } = scene;
    if (!scene.isConnected(side) || scene.isLost()) return;
    world.after(scene.delay(2 * scene.plan.controlMs), () => relay.hold(world.nowMs + ms));
  }

  /** The server notices at some time, or not before it is over. */
  disconnected(side: Side, forMs: number): void {
    const scene = this.#scene;
    scene.world.after(scene.world.random() * 1.2 * forMs, () => {
      if (!scene.isConnected(side)) scene.other(side).player?.feed({ type: 'presence', online: false });
    });
  }

  reconnected(side: Side): void {
    const scene = this.#scene;
    scene.world.after(scene.delay(4 * scene.plan.controlMs), () => {
      if (!scene.isConnected(side)) return;
      side.player?.feed({ type: 'reconnected' });
      this.tellFacts(side);
      this.tellFacts(scene.other(side));
      for (const each of scene.sides) {
        if (scene.isConnected(each)) each.player?.feed({ type: 'presence', online: true });
      }
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
