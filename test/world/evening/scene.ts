/** Two players at home behind their NATs, relays and a control server, as they stand at the moment. */
import { type Reachability, unknownReachability } from '../../../shared/model/reachability.ts';
import { endpoint, ModelNat } from '../nat.ts';
import { ModelRelay } from '../relay.ts';
import { ModelWireguard, type WireguardWays } from '../wireguard.ts';
import { World } from '../world.ts';
import { type Plan, RELAYS, type RelayId, type SideIndex, type Trouble } from './plan.ts';
import type { Player } from './player.ts';

export interface Side {
  readonly index: SideIndex;
  readonly home: ModelNat;
  readonly away: ModelNat;
  readonly wireguard: ModelWireguard;
  nat: ModelNat;
  host: string;
  player: Player | null;
  offline: number;
  controlDown: number;
  engineDown: number;
  asleep: number;
  roaming: number;
  clockMs: number;
  /** What the party's relay sees of its WireGuard, as its engine was told. */
  observed: string | null;
  isExplored: boolean;
  /** How it says that it is reached, and what of that the server has. */
  told: Reachability;
  record: Reachability;
  /** How the server shows it to the other one. */
  presence: 'online' | 'away' | 'gone';
  /** Whether its engine was told of the other one. */
  isToldOfOther: boolean;
  signalSeq: number;
  heardSeq: number;
  heardAtMs: number;
}

export interface Relay {
  readonly id: RelayId;
  readonly endpoint: string;
  readonly core: ModelRelay;
  /** Since when it carries what both send; null: it doesn't. */
  worksSinceMs: number | null;
}

/** What WireGuard would take for a key. */
function makeKey(name: string): string {
  return `${name.padEnd(43, 'A')}=`;
}

/** What each player's WireGuard key is. */
export const keyOf = (index: SideIndex): string => makeKey(`player${index}`);

export class Scene {
  readonly world: World;
  readonly plan: Plan;
  readonly relays: readonly Relay[];
  readonly sides: readonly [Side, Side];
  /** From here on nothing more goes wrong. */
  readonly troublesEndMs: number;
  /** Troubles of relays and their legs that last at the moment. */
  readonly relayTroubles = new Set<Trouble>();
  /** How many troubles are in the way of the direct path at the moment. */
  blocked = 0;
  readonly lateMs: number[] = [];

  /** @param ways - of one side's WireGuard. @param onSeen - a relay saw from where a player's WireGuard comes. */
  constructor(
    plan: Plan,
    ways: (side: () => Side) => WireguardWays,
    onSeen: (relay: RelayId, index: SideIndex, source: string) => void,
  ) {
    this.plan = plan;
    this.world = new World(plan.seed);
    this.troublesEndMs = Math.max(0, ...plan.troubles.map(({ atMs, forMs }) => atMs + forMs));
    const ids = plan.legs === undefined ? RELAYS.slice(0, 1) : RELAYS;
    this.relays = ids.map((id, i) => ({
      id,
      endpoint: `198.51.100.${i + 1}:3478`,
      core: new ModelRelay(makeKey(`relay${id}`), (key, source) =>
        onSeen(id, key === keyOf(0) ? 0 : 1, source),
      ),
      worksSinceMs: 0,
    }));
    this.sides = [this.#makeSide(0, ways), this.#makeSide(1, ways)];
  }

  other(side: Side): Side {
    return this.sides[side.index === 0 ? 1 : 0];
  }

  /** The relay that has this endpoint. */
  relayAt(to: string): Relay | undefined {
    return this.relays.find((relay) => relay.endpoint === to);
  }

  wallMs({ clockMs }: Side): number {
    return 1e12 + this.world.nowMs + clockMs;
  }

  isLost(): boolean {
    const { lossPercent, isLossy } = this.plan;
    return (isLossy || this.world.nowMs < this.troublesEndMs) && 100 * this.world.random() < lossPercent;
  }

  delay(ms: number): number {
    return ms * (1 + this.world.random() * 0.2) + this.plan.jitterMs * this.world.random();
  }

  /** One way between a player and a relay. */
  legMs(side: Side, relay: Relay): number {
    const { legs, relayMs } = this.plan;
    const slow = [...this.relayTroubles].filter((one) => isOn(one, 'leg-slow', relay, side));
    const baseMs = legs === undefined ? relayMs : legs[side.index][relay.id];
    return baseMs + slow.reduce((sum, { moreMs = 0 }) => sum + moreMs / 2, 0);
  }

  /** Whether packets pass between a player and a relay. */
  passes(side: Side, relay: Relay, way: 'up' | 'down'): boolean {
    return ![...this.relayTroubles].some(
      (one) => isOn(one, 'leg-cut', relay, side) || isOn(one, `leg-cut-${way}`, relay, side),
    );
  }

  /** To be called whenever a relay or a leg has changed. */
  lookAtRelays(): void {
    for (const relay of this.relays) {
      const works =
        relay.core.isUp &&
        this.sides.every((side) => this.passes(side, relay, 'up') && this.passes(side, relay, 'down'));
      if (!works) relay.worksSinceMs = null;
      else relay.worksSinceMs ??= this.world.nowMs;
    }
  }

  /** There and on by the control server, and now and then much later. */
  signalMs(): number {
    const lateMs = Math.max(0, ...this.lateMs);
    return this.delay(2 * this.plan.controlMs) + lateMs * this.world.random();
  }

  /** Whether the control server hears a player, and is heard. */
  isConnected({ controlDown, engineDown, offline, asleep }: Side): boolean {
    return controlDown + engineDown + offline + asleep === 0;
  }

  get areNeighbours(): boolean {
    return this.plan.sameLan && this.sides.every(({ roaming }) => roaming === 0);
  }

  #makeSide(index: SideIndex, ways: (side: () => Side) => WireguardWays): Side {
    const { nats, granted, sameLan, rekeyAfterMs } = this.plan;
    const port = 51_820 + index;
    const number = sameLan ? 20 : 20 + index;
    const nat = new ModelNat(nats[index], `203.0.${number}.1`, port, granted[index] ? 30_000 + index : null);
    const away = new ModelNat(nats[index], `192.0.${30 + index}.1`, port, null);
    const host = nats[index].mapping === 'none' ? nat.address : `192.168.${number}.${index + 2}`;
    return {
      index,
      home: nat,
      away,
      wireguard: new ModelWireguard(
        this.world,
        keyOf(index),
        rekeyAfterMs,
        ways(() => this.sides[index]),
      ),
      nat,
      host: endpoint(host, port),
      player: null,
      offline: 0,
      controlDown: 0,
      engineDown: 0,
      asleep: 0,
      roaming: 0,
      clockMs: 0,
      observed: null,
      isExplored: false,
      told: unknownReachability,
      record: unknownReachability,
      presence: 'online',
      isToldOfOther: false,
      signalSeq: 0,
      heardSeq: 0,
      heardAtMs: 0,
    };
  }
}

function isOn(trouble: Trouble, kind: Trouble['kind'], relay: Relay, side: Side): boolean {
  return trouble.kind === kind && (trouble.relay ?? 'a') === relay.id && trouble.side === side.index;
}
