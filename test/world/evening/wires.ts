/** Where what the players send arrives: through NATs, over relays, on one LAN, or nowhere. */
import { addressOf } from '../nat.ts';
import type { Packet } from '../wireguard.ts';
import { portOf } from './oracle.ts';
import { keyOf, type Relay, type Scene, type Side } from './scene.ts';

export class Wires {
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** What a player's WireGuard sends. */
  transmit(from: Side, packet: Packet, to: string): void {
    const scene = this.#scene;
    if (from.offline + from.asleep > 0 || scene.isLost()) return;
    const relay = scene.relayAt(to);
    if (relay !== undefined) this.#toRelay(from, packet, relay);
    else this.#toPlayer(from, packet, to);
  }

  /** A binding request to a relay, from a socket of the player's own. @param onAnswer - is called if and when there is one. */
  ask(from: Side, relay: Relay, onAnswer: () => void): void {
    const scene = this.#scene;
    const isLost = (): boolean => from.offline + from.asleep > 0 || scene.isLost();
    if (isLost() || !scene.passes(from, relay, 'up')) return;
    scene.world.after(scene.delay(scene.legMs(from, relay)), () => {
      if (!relay.core.isUp) return;
      scene.world.after(scene.delay(scene.legMs(from, relay)), () => {
        if (!isLost() && scene.passes(from, relay, 'down')) onAnswer();
      });
    });
  }

  #toPlayer(from: Side, packet: Packet, to: string): void {
    const scene = this.#scene;
    const { world, plan } = scene;
    const other = scene.other(from);
    if (to === other.host && scene.areNeighbours) {
      world.after(1, () => arrive(other, packet, from.host));
      return;
    }
    if (addressOf(to) !== other.nat.address || scene.areNeighbours || plan.blocked) return;
    const source = from.nat.send(to);
    world.after(scene.delay(plan.directMs), () => {
      if (scene.blocked > 0 || addressOf(to) !== other.nat.address) return;
      if (other.nat.takes(portOf(to), source)) arrive(other, packet, source);
    });
  }

  #toRelay(from: Side, packet: Packet, relay: Relay): void {
    const scene = this.#scene;
    const source = from.nat.send(relay.endpoint);
    if (!scene.passes(from, relay, 'up')) return;
    scene.world.after(scene.delay(scene.legMs(from, relay)), () => {
      const relayed = relay.core.take(packet, source, scene.world.nowMs);
      if (relayed === null || scene.isLost()) return;
      const isAnswer = relayed.type === 'answer';
      const to = isAnswer || relayed.key === keyOf(from.index) ? from : scene.other(from);
      const onward = isAnswer ? relayed.packet : packet;
      scene.world.after(scene.delay(scene.legMs(to, relay)), () => this.#down(to, relayed.to, onward, relay));
    });
  }

  #down(side: Side, to: string, packet: Packet, relay: Relay): void {
    if (!this.#scene.passes(side, relay, 'down') || addressOf(to) !== side.nat.address) return;
    if (side.nat.takes(portOf(to), relay.endpoint)) arrive(side, packet, relay.endpoint);
  }
}

function arrive(side: Side, packet: Packet, from: string): void {
  if (side.offline + side.asleep === 0) side.wireguard.receive(packet, from);
}
