/** Two players at home behind their NATs, a relay and a control server, and everything that may go wrong in between. */
import type { EchoPacket } from '../../../../../main/engine/path/echo-packet.ts';
import type { Signal } from '../../../../../main/engine/path/signal.ts';
import type { Candidate, Reachability } from '../../../../../shared/model/reachability.ts';
import { World } from '../pair/world.ts';
import { addressOf, endpoint, ModelNat, type NatKind } from './model-nat.ts';
import { ModelPlayer } from './model-player.ts';
import { ModelRelay } from './model-relay.ts';
import { ModelWireguard, type Packet } from './model-wireguard.ts';
import { type BestPath, bestPath, portOf } from './oracle.ts';

export const troubleKinds = [
  'control-lost',
  'relay-restarted',
  'direct-blocked',
  'nat-flushed',
  'roamed',
  'interface-down',
  'engine-restarted',
  'machine-restarted',
  'engine-frozen',
  'slept',
  'clock-jumped',
] as const;
export type TroubleKind = (typeof troubleKinds)[number];

export interface Trouble {
  readonly kind: TroubleKind;
  readonly side: 0 | 1;
  readonly atMs: number;
  readonly forMs: number;
}

export interface Plan {
  readonly seed: number;
  readonly nats: readonly [NatKind, NatKind];
  readonly granted: readonly [boolean, boolean];
  readonly sameLan: boolean;
  /** For good, by something in between. */
  readonly blocked: boolean;
  /** One way to the control server, to the relay, and to the other player. */
  readonly controlMs: number;
  readonly relayMs: number;
  readonly directMs: number;
  /** Of packets and signals, until the troubles end. */
  readonly lossPercent: number;
  readonly game: boolean;
  readonly controlling: 0 | 1;
  readonly rekeyAfterMs: number;
  readonly troubles: readonly Trouble[];
}

const RELAY = '198.51.100.1:3478';
const MOST_CLOCK_JUMP_MS = 7_200_000;
/** The engine looks at its network this often. */
const NOTICE_MS = 2000;
const FILTERING_KNOWN_AFTER_MS = 3000;
/** Signals go over TCP: only what breaks a connection loses them. Of packets that are lost, this part. */
const SIGNAL_LOSS = 0.25;
/** Twice the distance of echoes, and a round trip. */
const SILENT_MS = 2400;
const GAME_PACKET_EVERY_MS = 150;

interface Side {
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

export class Evening {
  readonly world: World;
  /** From here on nothing more goes wrong. */
  readonly troublesEndMs: number;
  readonly best: BestPath;
  /** For each player, the times at which it came to a direct path, or left one. */
  readonly moves: readonly [number[], number[]] = [[], []];
  readonly #plan: Plan;
  readonly #relay = new ModelRelay();
  readonly #sides: readonly [Side, Side];
  readonly #kinds: (string | null)[] = [null, null];
  #blocked = 0;
  #relayDown = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.world = new World(plan.seed);
    this.best = bestPath(plan.nats, plan.granted, plan.sameLan, plan.blocked);
    this.#sides = [this.#makeSide(0), this.#makeSide(1)];
    this.troublesEndMs = Math.max(0, ...plan.troubles.map(({ atMs, forMs }) => atMs + forMs));
    for (const side of this.#sides) this.#startEngine(side, side.index === 0 ? 'came' : 'found');
    for (const trouble of plan.troubles) this.world.after(trouble.atMs, () => this.#befall(trouble));
    if (plan.game) this.world.every(GAME_PACKET_EVERY_MS, () => this.#play());
  }

  /** Both are on the best path, say so, and hear each other over it. */
  get isSettled(): boolean {
    const { nowMs } = this.world;
    return this.#sides.every(({ player, wireguard, heardAtMs }) => {
      const isDirect = wireguard.member?.endpoint !== RELAY;
      const path = player?.direct.kind ?? 'relay';
      const isSecured = player?.core.stage === 'secured' && nowMs - heardAtMs < SILENT_MS;
      return isSecured && isDirect === (path !== 'relay') && isAsGood(path, this.best);
    });
  }

  /** Why it isn't settled, for people. */
  get report(): string {
    return this.#sides
      .map(({ player, wireguard, heardAtMs }) => {
        const silentMs = Math.round(this.world.nowMs - heardAtMs);
        return `${player?.core.stage} ${player?.direct.kind ?? 'relay'} ${wireguard.member?.endpoint} silent ${silentMs}`;
      })
      .join(' | ');
  }

  /** For how long neither has heard the other, in ms. */
  get downMs(): number {
    return this.world.nowMs - Math.min(...this.#sides.map(({ heardAtMs }) => heardAtMs));
  }

  /** Whether nothing stands in the way of a session over the relay now. */
  get isUsable(): boolean {
    return (
      this.#relayDown === 0 &&
      this.#sides.every((side) => this.#isConnected(side) && side.player !== null && !side.player.isAsleep)
    );
  }

  runUntil(ms: number): void {
    this.world.runUntil(ms);
    for (const { index, player } of this.#sides) {
      const kind = player?.direct.kind ?? null;
      if ((kind === null) !== (this.#kinds[index] === null)) this.moves[index].push(this.world.nowMs);
      this.#kinds[index] = kind;
    }
  }

  #makeSide(index: 0 | 1): Side {
    const { nats, granted, sameLan, rekeyAfterMs } = this.#plan;
    const port = 51_820 + index;
    const number = sameLan ? 20 : 20 + index;
    const nat = new ModelNat(nats[index], `203.0.${number}.1`, port, granted[index] ? 30_000 + index : null);
    const away = new ModelNat(nats[index], `192.0.${30 + index}.1`, port, null);
    const wireguard = new ModelWireguard(this.world, rekeyAfterMs, {
      transmit: (packet, to) => this.#transmit(this.#sides[index], packet, to),
      greet: (isHandshake) => this.#greet(this.#sides[index], isHandshake),
      deliver: (payload) => this.#deliver(this.#sides[index], payload),
      wallMs: () => this.#wallMs(this.#sides[index]),
    });
    const host = nats[index].mapping === 'none' ? nat.address : `192.168.${number}.${index + 2}`;
    return {
      index,
      home: nat,
      away,
      wireguard,
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

  #startEngine(side: Side, how: 'came' | 'found' | 'resumed'): void {
    const { controlling, game } = this.#plan;
    const player = new ModelPlayer(
      {
        world: this.world,
        wireguard: side.wireguard,
        relay: RELAY,
        controlling: side.index === controlling,
        signal: (body) => this.#signal(side, body),
        hold: (ms) => this.#hold(side, ms),
      },
      true,
    );
    side.player = player;
    side.observed = null;
    side.isExplored = false;
    this.#tellFacts(side);
    player.meet(how, game);
    this.#describe(side);
    this.world.after(FILTERING_KNOWN_AFTER_MS * this.world.random(), () => {
      if (side.player !== player) return;
      side.isExplored = true;
      this.#describe(side);
    });
  }

  #other(side: Side): Side {
    return this.#sides[side.index === 0 ? 1 : 0];
  }

  #wallMs({ clockMs }: Side): number {
    return 1e12 + this.world.nowMs + clockMs;
  }

  #isLost(): boolean {
    const isTroubled = this.world.nowMs < this.troublesEndMs;
    return isTroubled && 100 * this.world.random() < this.#plan.lossPercent;
  }

  #delay(ms: number): number {
    return ms * (1 + this.world.random() * 0.2);
  }

  #play(): void {
    for (const { wireguard, asleep } of this.#sides) {
      if (wireguard.hasSession && asleep === 0) wireguard.send('game');
    }
  }

  #deliver(side: Side, payload: unknown): void {
    side.heardAtMs = this.world.nowMs;
    if (payload !== 'game') side.player?.hear(payload as EchoPacket);
  }

  // What WireGuard sends.

  #transmit(from: Side, packet: Packet, to: string): void {
    if (from.offline + from.asleep > 0 || this.#isLost()) return;
    if (to === RELAY) {
      const source = from.nat.send(to);
      this.world.after(this.#delay(this.#plan.relayMs), () => this.#relayOn(packet, source));
      return;
    }
    const other = this.#other(from);
    if (to === other.host && this.#areNeighbours) {
      this.world.after(1, () => this.#arrive(other, packet, from.host));
      return;
    }
    if (addressOf(to) !== other.nat.address || this.#areNeighbours || this.#plan.blocked) return;
    const source = from.nat.send(to);
    this.world.after(this.#delay(this.#plan.directMs), () => {
      if (this.#blocked > 0 || addressOf(to) !== other.nat.address) return;
      if (other.nat.takes(portOf(to), source)) this.#arrive(other, packet, source);
    });
  }

  get #areNeighbours(): boolean {
    return this.#plan.sameLan && this.#sides.every(({ roaming }) => roaming === 0);
  }

  #relayOn(packet: Packet, source: string): void {
    const route = this.#relay.route(packet, source, this.world.nowMs);
    if (route === null || this.#isLost()) return;
    const to = this.#sides[route.side];
    this.world.after(this.#delay(this.#plan.relayMs), () => this.#fromRelay(to, route.to, packet));
  }

  #fromRelay(side: Side, to: string, packet: Packet | 'welcome'): void {
    if (addressOf(to) !== side.nat.address || !side.nat.takes(portOf(to), RELAY)) return;
    if (packet !== 'welcome') this.#arrive(side, packet, RELAY);
    else if (side.offline + side.asleep === 0) side.wireguard.relayAnswered();
  }

  #arrive(side: Side, packet: Packet, from: string): void {
    if (side.offline + side.asleep === 0) side.wireguard.receive(packet, from);
  }

  #greet(side: Side, isHandshake: boolean): void {
    if (side.offline + side.asleep > 0 || this.#isLost()) return;
    const source = side.nat.send(RELAY);
    this.world.after(this.#delay(this.#plan.relayMs), () => {
      const answers = this.#relay.greet(side.index, source, isHandshake);
      if (this.#relay.isUp) this.#observe(side, source);
      if (!answers || this.#isLost()) return;
      this.world.after(this.#delay(this.#plan.relayMs), () => this.#fromRelay(side, source, 'welcome'));
    });
  }

  // What the control server passes on.

  #isConnected({ controlDown, engineDown, offline, asleep }: Side): boolean {
    return controlDown + engineDown + offline + asleep === 0;
  }

  #observe(side: Side, source: string): void {
    this.world.after(this.#delay(this.#plan.controlMs), () => {
      if (!this.#isConnected(side) || side.observed === source) return;
      side.observed = source;
      this.#describe(side);
    });
  }

  /** What a player says of itself in its record now. */
  #describe(side: Side): void {
    const { nat, observed, isExplored, host } = side;
    const { mapping, filtering } = nat.kind;
    const address = addressOf(host);
    const network = `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
    const granted = this.#plan.granted[side.index] && isExplored && side.roaming === 0;
    const candidates: Candidate[] = [{ type: 'host', endpoint: host, network }];
    if (observed !== null) candidates.push({ type: 'server-reflexive', endpoint: observed, network: null });
    if (granted) {
      candidates.push({
        type: 'mapped',
        endpoint: endpoint(nat.address, 30_000 + side.index),
        network: null,
      });
    }
    const isIndependent = mapping === 'none' || mapping === 'endpoint-independent';
    side.record = {
      candidates,
      mapping: observed === null ? 'unknown' : isIndependent ? 'endpoint-independent' : 'dependent',
      filtering: isExplored ? filtering : 'unknown',
    };
    this.#tellFacts(side);
    this.world.after(this.#delay(2 * this.#plan.controlMs), () => this.#tellFacts(this.#other(side)));
  }

  /** What the server has of both; whoever isn't connected is told once it is. */
  #tellFacts(side: Side): void {
    const other = this.#other(side);
    const knowsPeer = this.#isConnected(side) ? other.record : null;
    if (knowsPeer !== null) side.player?.learn(side.record, knowsPeer);
  }

  /** The post takes a sender's signals in rising order only: one that is doubled or overtaken is dropped. */
  #signal(from: Side, body: Signal): void {
    const to = this.#other(from);
    const seq = ++from.signalSeq;
    if (!this.#isConnected(from) || (this.#isLost() && this.world.random() < SIGNAL_LOSS)) return;
    const overtakenMs = this.#isLost() ? this.world.random() * 1500 : 0;
    for (let copies = this.#isLost() ? 2 : 1; copies > 0; copies--) {
      this.world.after(this.#delay(2 * this.#plan.controlMs) + overtakenMs, () => {
        if (!this.#isConnected(to) || seq <= to.heardSeq) return;
        to.heardSeq = seq;
        to.player?.signalled(body);
      });
    }
  }

  #hold(side: Side, ms: number): void {
    if (!this.#isConnected(side) || this.#isLost()) return;
    this.world.after(this.#delay(2 * this.#plan.controlMs), () => this.#relay.hold(this.world.nowMs + ms));
  }

  /** The server notices at some time, or not before it is over. */
  #disconnected(side: Side, forMs: number): void {
    this.world.after(this.world.random() * 1.2 * forMs, () => {
      if (!this.#isConnected(side)) this.#other(side).player?.feed({ type: 'presence', online: false });
    });
  }

  #reconnected(side: Side): void {
    this.world.after(this.#delay(4 * this.#plan.controlMs), () => {
      if (!this.#isConnected(side)) return;
      side.player?.feed({ type: 'reconnected' });
      this.#tellFacts(side);
      this.#tellFacts(this.#other(side));
      for (const each of this.#sides) {
        if (this.#isConnected(each)) each.player?.feed({ type: 'presence', online: true });
      }
    });
  }

  // What goes wrong.

  #befall({ kind, side: index, forMs }: Trouble): void {
    const side = this.#sides[index];
    const later = (run: () => void): void => this.world.after(forMs, run);
    const troubles: Record<TroubleKind, () => void> = {
      'control-lost': () => this.#count(side, 'controlDown', forMs),
      'interface-down': () => {
        this.#count(side, 'offline', forMs);
        later(() => this.#notice(side));
      },
      'relay-restarted': () => this.#restartRelay(later),
      'direct-blocked': () => {
        this.#blocked++;
        later(() => this.#blocked--);
      },
      'nat-flushed': () => side.nat.flush(),
      roamed: () => {
        this.#roam(side, 1);
        later(() => this.#roam(side, -1));
      },
      'machine-restarted': () => {
        side.wireguard.clear();
        this.#restart(side, forMs);
      },
      'engine-restarted': () => this.#restart(side, forMs),
      'engine-frozen': () => this.#freeze(side, later),
      slept: () => {
        this.#freeze(side, later);
        this.#count(side, 'asleep', forMs);
      },
      'clock-jumped': () => {
        side.clockMs += Math.round((this.world.random() - 0.5) * MOST_CLOCK_JUMP_MS);
      },
    };
    troubles[kind]();
  }

  #restartRelay(later: (run: () => void) => void): void {
    this.#relayDown++;
    this.#relay.stop();
    later(() => {
      this.#relayDown--;
      this.#relay.isUp = this.#relayDown === 0;
    });
  }

  #freeze(side: Side, later: (run: () => void) => void): void {
    const { player } = side;
    player?.sleep();
    later(() => {
      if (side.player !== player || player === null) return;
      player.wake();
      this.#notice(side);
    });
  }

  /** Cut off, in one way or another, and back after a while. */
  #count(side: Side, what: 'controlDown' | 'offline' | 'asleep', forMs: number): void {
    side[what]++;
    this.#disconnected(side, forMs);
    this.world.after(forMs, () => {
      side[what]--;
      this.#reconnected(side);
    });
  }

  #notice(side: Side): void {
    this.world.after(this.world.random() * NOTICE_MS, () => {
      this.#describe(side);
      side.player?.networkChanged();
    });
  }

  #roam(side: Side, by: 1 | -1): void {
    side.roaming += by;
    side.nat = side.roaming > 0 ? side.away : side.home;
    side.nat.flush();
    const port = portOf(side.host);
    const { mapping } = side.nat.kind;
    const network = side.home.address.split('.')[2];
    const inside = side.roaming > 0 ? `10.0.${side.index}.2` : `192.168.${network}.${side.index + 2}`;
    side.host = endpoint(mapping === 'none' ? side.nat.address : inside, port);
    this.#notice(side);
  }

  #restart(side: Side, forMs: number): void {
    side.player?.crash();
    side.player = null;
    side.engineDown++;
    this.#disconnected(side, forMs);
    this.world.after(forMs, () => {
      side.engineDown--;
      if (side.engineDown > 0) return;
      this.#startEngine(side, 'resumed');
      this.#reconnected(side);
    });
  }
}

/** A port that was granted is no better than one that was punched. */
function isAsGood(path: string, best: BestPath): boolean {
  const rank = (kind: string): string => (kind === 'mapped' ? 'punched' : kind);
  return rank(path) === rank(best);
}
