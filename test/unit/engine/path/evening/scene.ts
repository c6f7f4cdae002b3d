/** The two players of an evening and what is between them, as the parts of the model share it. */
import type { Reachability } from '../../../../../shared/model/reachability.ts';
import { World } from '../pair/world.ts';
import { endpoint, ModelNat } from './model-nat.ts';
import type { ModelPlayer } from './model-player.ts';
import { ModelRelay } from './model-relay.ts';
import { ModelWireguard, type WireguardWays } from './model-wireguard.ts';
import type { Plan } from './plan.ts';

export const RELAY = '198.51.100.1:3478';

export interface Side {
  readonly index: 0 | 1;
  readonly home: ModelNat;
  readonly away: ModelNat;
  readonly wireguard: ModelWireguard;
  nat: ModelNat;
  host: string;
  player: ModelPlayer | null;
  offline: number;
  controlDown: number;
  engineDown: number;
  asleep: number;
  roaming: number;
  clockMs: number;
  /** What the relay sees of its WireGuard, as its engine was told. */
  observed: string | null;
  isExplored: boolean;
  record: Reachability;
  signalSeq: number;
  heardSeq: number;
  heardAtMs: number;
}

export class Scene {
  readonly world: World;
  readonly plan: Plan;
  readonly relay = new ModelRelay();
  readonly sides: readonly [Side, Side];
  /** From here on nothing more goes wrong. */
  readonly troublesEndMs: number;
  /** How many troubles are in the way at the moment. */
  blocked = 0;
  relayDown = 0;

  /** @param ways - of one side's WireGuard. */
  constructor(plan: Plan, ways: (side: () => Side) => WireguardWays) {
    this.plan = plan;
    this.world = new World(plan.seed);
    this.troublesEndMs = Math.max(0, ...plan.troubles.map(({ atMs, forMs }) => atMs + forMs));
    this.sides = [this.#makeSide(0, ways), this.#makeSide(1, ways)];
  }

  other(side: Side): Side {
    return this.sides[side.index === 0 ? 1 : 0];
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

  /** Whether the control server hears a player, and is heard. */
  isConnected({ controlDown, engineDown, offline, asleep }: Side): boolean {
    return controlDown + engineDown + offline + asleep === 0;
  }

  get areNeighbours(): boolean {
    return this.plan.sameLan && this.sides.every(({ roaming }) => roaming === 0);
  }

  #makeSide(index: 0 | 1, ways: (side: () => Side) => WireguardWays): Side {
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
      record: { candidates: [], mapping: 'unknown', filtering: 'unknown' },
      signalSeq: 0,
      heardSeq: 0,
      heardAtMs: 0,
    };
  }
}
