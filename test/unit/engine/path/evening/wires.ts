/** Where what the players' WireGuards send arrives: through NATs, over the relay, on one LAN, or nowhere. */
import { addressOf } from './model-nat.ts';
import type { Packet } from './model-wireguard.ts';
import { portOf } from './oracle.ts';
import { RELAY, type Scene, type Side } from './scene.ts';

export class Wires {
  readonly #scene: Scene;
  readonly #onSeen: (side: Side, source: string) => void;

  /** @param onSeen - the relay saw from where a player's WireGuard comes. */
  constructor(scene: Scene, onSeen: (side: Side, source: string) => void) {
    this.#scene = scene;
    this.#onSeen = onSeen;
  }

  transmit(from: Side, packet: Packet, to: string): void {
    const scene = this.#scene;
    const { world, plan } = scene;
    if (from.offline + from.asleep > 0 || scene.isLost()) return;
    if (to === RELAY) {
      const source = from.nat.send(to);
      world.after(scene.delay(plan.relayMs), () => this.#relayOn(packet, source));
      return;
    }
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

  /** A handshake with the relay itself, or a keepalive of one. */
  greet(side: Side, isHandshake: boolean): void {
    const scene = this.#scene;
    const { world, plan, relay } = scene;
    if (side.offline + side.asleep > 0 || scene.isLost()) return;
    const source = side.nat.send(RELAY);
    world.after(scene.delay(plan.relayMs), () => {
      const answers = relay.greet(side.index, source, isHandshake);
      if (relay.isUp) this.#onSeen(side, source);
      if (!answers || scene.isLost()) return;
      world.after(scene.delay(plan.relayMs), () => fromRelay(side, source, 'welcome'));
    });
  }

  #relayOn(packet: Packet, source: string): void {
    const scene = this.#scene;
    const route = scene.relay.route(packet, source, scene.world.nowMs);
    if (route === null || scene.isLost()) return;
    const to = scene.sides[route.side];
    scene.world.after(scene.delay(scene.plan.relayMs), () => fromRelay(to, route.to, packet));
  }
}

function fromRelay(side: Side, to: string, packet: Packet | 'welcome'): void {
  if (addressOf(to) !== side.nat.address || !side.nat.takes(portOf(to), RELAY)) return;
  if (packet !== 'welcome') arrive(side, packet, RELAY);
  else if (side.offline + side.asleep === 0) side.wireguard.relayAnswered();
}

function arrive(side: Side, packet: Packet, from: string): void {
  if (side.offline + side.asleep === 0) side.wireguard.receive(packet, from);
}
