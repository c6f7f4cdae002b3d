/** Relays that die and come back, and both ends' legs to them, which are cut or slow at times. */
import { ModelRelay } from '../../evening/model-relay.ts';
import type { Packet } from '../../evening/model-wireguard.ts';
import type { World } from '../../pair/world.ts';
import { RELAYS, type RelayId, type RelayPlan, type RelayTrouble, type SideIndex } from './plan.ts';

interface Relay {
  readonly core: ModelRelay;
  /** Since when it carries what both ends send; null: it doesn't. */
  worksSinceMs: number | null;
}

export class ModelLegs {
  readonly #world: World;
  readonly #plan: RelayPlan;
  readonly #relays: Readonly<Record<RelayId, Relay>>;
  readonly #troubles: RelayTrouble[] = [];

  constructor(world: World, plan: RelayPlan) {
    this.#world = world;
    this.#plan = plan;
    const make = (): Relay => ({ core: new ModelRelay(), worksSinceMs: 0 });
    this.#relays = { a: make(), b: make(), c: make() };
  }

  begin(trouble: RelayTrouble): void {
    this.#troubles.push(trouble);
    if (trouble.kind === 'killed') this.#relays[trouble.relay].core.stop();
    this.#look();
  }

  end(trouble: RelayTrouble): void {
    this.#troubles.splice(this.#troubles.indexOf(trouble), 1);
    const { core } = this.#relays[trouble.relay];
    core.isUp = !this.#has('killed', trouble.relay);
    this.#look();
  }

  /** For how long one relay at least has carried everything, without a break. */
  get worksForMs(): number {
    const { nowMs } = this.#world;
    return Math.max(...RELAYS.map((id) => nowMs - (this.#relays[id].worksSinceMs ?? nowMs)));
  }

  works(id: RelayId): boolean {
    return this.#relays[id].worksSinceMs !== null;
  }

  rttMs(id: RelayId, side: SideIndex): number {
    const slow = this.#troubles.filter((one) => one.kind === 'slow' && one.relay === id && one.side === side);
    return this.#plan.rttMs[side][id] + slow.reduce((sum, { moreMs }) => sum + moreMs, 0);
  }

  /** A binding request or a handshake with the relay itself. @param answered - is called if and when it is. */
  ask(side: SideIndex, id: RelayId, isHandshake: boolean, answered: () => void): void {
    if (!this.#passes('cut-up', id, side)) return;
    const halfMs = this.rttMs(id, side) / 2;
    this.#world.after(halfMs, () => {
      const { core } = this.#relays[id];
      if (!core.isUp) return;
      if (isHandshake) core.greet(side, addressOf(side), true);
      this.#world.after(halfMs, () => {
        if (this.#passes('cut-down', id, side)) answered();
      });
    });
  }

  /** What one end's WireGuard sends to the other's. */
  carry(side: SideIndex, id: RelayId, packet: Packet, arrive: () => void): void {
    if (!this.#passes('cut-up', id, side)) return;
    this.#world.after(this.rttMs(id, side) / 2, () => {
      const route = this.#relays[id].core.route(packet, addressOf(side), this.#world.nowMs);
      if (route === null) return;
      this.#world.after(this.rttMs(id, route.side) / 2, () => {
        if (this.#passes('cut-down', id, route.side)) arrive();
      });
    });
  }

  #passes(way: 'cut-up' | 'cut-down', id: RelayId, side: SideIndex): boolean {
    return !this.#has('cut', id, side) && !this.#has(way, id, side);
  }

  #has(kind: RelayTrouble['kind'], id: RelayId, side?: SideIndex): boolean {
    return this.#troubles.some(
      (one) => one.kind === kind && one.relay === id && (side === undefined || one.side === side),
    );
  }

  #look(): void {
    for (const id of RELAYS) {
      const relay = this.#relays[id];
      const isCut = this.#has('cut', id) || this.#has('cut-up', id) || this.#has('cut-down', id);
      if (isCut || !relay.core.isUp) relay.worksSinceMs = null;
      else relay.worksSinceMs ??= this.#world.nowMs;
    }
  }
}

function addressOf(side: SideIndex): string {
  return `end ${side}`;
}
