/** Two engines, their WireGuards and everything between them that may go wrong. */
import { ModelEngine, type Signal } from './model-engine.ts';
import { type Datagram, ModelWireguard } from './model-wireguard.ts';
import { World } from './world.ts';

export const troubleKinds = [
  'control-lost',
  /** Away for so long that the server takes it off the roster. */
  'control-lost-for-long',
  'path-lost',
  'relay-lost',
  /** Its WireGuard goes on. */
  'engine-restarted',
  'machine-restarted',
  'engine-frozen',
] as const;

export interface Trouble {
  readonly kind: (typeof troubleKinds)[number];
  readonly side: 0 | 1;
  readonly atMs: number;
  readonly forMs: number;
}

export interface Plan {
  readonly seed: number;
  /** One way, through the server and through the relay. */
  readonly controlMs: number;
  readonly pathMs: number;
  /** When each side's WireGuard first reaches the relay; the second side joins at 0. */
  readonly relayAtMs: readonly [number, number];
  /** Of signals and packets, until the troubles end. */
  readonly lossPercent: number;
  /** A firewall on the players' machines drops the echo. */
  readonly echoBlocked: boolean;
  /** A game sends both ways all the time. */
  readonly gameTraffic: boolean;
  readonly smallerKey: 0 | 1;
  readonly troubles: readonly Trouble[];
}

interface Side {
  readonly index: 0 | 1;
  readonly wireguard: ModelWireguard;
  engine: ModelEngine | null;
  controlDown: number;
  engineDown: number;
  relayDown: number;
  /** Whether the relay knows where this side is, and whether its engine knows of that. */
  registered: boolean;
  relayReached: boolean;
  /** Where the server has this side, and where it last told it that the other one is. */
  place: 'online' | 'away' | 'gone';
  sees: 'online' | 'away' | 'gone';
  signalSeq: number;
  heardSeq: number;
}

const GAME_PACKET_EVERY_MS = 200;
const RELAY_HANDSHAKE_MS = 20;
const DOUBLED_PERCENT = 10;
const OVERTAKEN_BY_MS = 1500;

export class Pair {
  readonly world: World;
  /** From here on everything works. */
  readonly troublesEndMs: number;
  readonly #plan: Plan;
  readonly #sides: readonly [Side, Side];
  #pathDown = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.world = new World(plan.seed);
    this.#sides = [this.#makeSide(0), this.#makeSide(1)];
    const ends = plan.troubles.map(({ atMs, forMs }) => atMs + forMs);
    this.troublesEndMs = Math.max(0, ...plan.relayAtMs, ...ends);
    const [first, second] = this.#sides;
    for (const side of this.#sides) {
      side.engine = this.#startEngine(side, false);
      this.world.after(plan.relayAtMs[side.index], () => this.#reachRelay(side));
    }
    second.place = 'online';
    this.#tell(first, 'push');
    this.#tell(second, 'snapshot');
    for (const trouble of plan.troubles) this.world.after(trouble.atMs, () => this.#befall(trouble));
    if (plan.gameTraffic) this.world.every(GAME_PACKET_EVERY_MS, () => this.#play());
  }

  /** Both say so, and it is true. */
  get isSettled(): boolean {
    const [a, b] = this.#sides;
    const isShared = a.wireguard.hears(b.wireguard) && b.wireguard.hears(a.wireguard);
    return isShared && this.#sides.every(({ engine }) => engine?.isSecured);
  }

  /** Handshakes that both sides began at once and so came to nothing, where there was no session yet. */
  get collisions(): number {
    return this.#sides.reduce((sum, { wireguard }) => sum + wireguard.collisions, 0);
  }

  /** How often an engine made its WireGuard forget a session. */
  get forgotten(): number {
    return this.#sides.reduce((sum, { wireguard }) => sum + wireguard.forgotten, 0);
  }

  #makeSide(index: 0 | 1): Side {
    const wireguard = new ModelWireguard(
      this.world,
      (datagram) => this.#carry(index, datagram),
      (payload) => {
        if (payload !== 'game' && !this.#plan.echoBlocked) this.#sides[index].engine?.hear(payload);
      },
    );
    return {
      index,
      wireguard,
      engine: null,
      controlDown: 0,
      engineDown: 0,
      relayDown: 0,
      registered: false,
      relayReached: false,
      place: 'online',
      sees: 'gone',
      signalSeq: 0,
      heardSeq: 0,
    };
  }

  #startEngine(side: Side, resumed: boolean): ModelEngine {
    return new ModelEngine({
      world: this.world,
      wireguard: side.wireguard,
      smallerKey: side.index === this.#plan.smallerKey,
      resumed,
      signal: (kind) => this.#signal(side, kind),
      relayReached: () => side.relayReached,
    });
  }

  #other(side: Side): Side {
    return this.#sides[side.index === 0 ? 1 : 0];
  }

  get #isTroubled(): boolean {
    return this.world.nowMs < this.troublesEndMs;
  }

  #chance(percent: number): boolean {
    return this.#isTroubled && 100 * this.world.random() < percent;
  }

  #delay(ms: number): number {
    return ms * (1 + this.world.random() * 0.2);
  }

  #play(): void {
    for (const { wireguard } of this.#sides) wireguard.send('game');
  }

  #carry(from: 0 | 1, datagram: Datagram): void {
    const to = this.#other(this.#sides[from]);
    const isUp = this.#pathDown === 0 && this.#sides.every(({ registered }) => registered);
    if (!isUp || this.#chance(this.#plan.lossPercent)) return;
    this.world.after(this.#delay(this.#plan.pathMs), () => to.wireguard.receive(datagram));
  }

  /** The post takes a sender's signals in rising order only: one that is doubled or overtaken is dropped. */
  #signal(from: Side, kind: Signal): void {
    const to = this.#other(from);
    const seq = ++from.signalSeq;
    if (!this.#isConnected(from)) return;
    const copies = this.#chance(DOUBLED_PERCENT) ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      if (this.#chance(this.#plan.lossPercent)) continue;
      const extraMs = this.#chance(this.#plan.lossPercent) ? this.world.random() * OVERTAKEN_BY_MS : 0;
      this.world.after(this.#delay(this.#plan.controlMs) + extraMs, () => {
        if (!this.#isConnected(to) || seq <= to.heardSeq) return;
        to.heardSeq = seq;
        to.engine?.feed({ type: 'signal', kind });
      });
    }
  }

  #befall({ kind, side: index, forMs }: Trouble): void {
    const side = this.#sides[index];
    const later = (run: () => void): void => this.world.after(forMs, run);
    switch (kind) {
      case 'path-lost':
        this.#pathDown++;
        later(() => this.#pathDown--);
        break;
      case 'relay-lost':
        this.#loseRelay(side, later);
        break;
      case 'control-lost':
        this.#loseControl(side, forMs, 'away');
        break;
      case 'control-lost-for-long':
        this.#loseControl(side, forMs, 'gone');
        break;
      case 'engine-restarted':
        this.#restart(side, forMs);
        break;
      case 'machine-restarted':
        side.wireguard.remove();
        side.registered = false;
        this.#restart(side, forMs);
        break;
      case 'engine-frozen': {
        const { engine } = side;
        engine?.freeze();
        later(() => engine?.thaw());
      }
    }
  }

  #loseRelay(side: Side, later: (run: () => void) => void): void {
    side.relayDown++;
    side.registered = false;
    side.relayReached = false;
    side.engine?.feed({ type: 'relay', reached: false });
    later(() => {
      side.relayDown--;
      this.#reachRelay(side);
    });
  }

  #reachRelay(side: Side): void {
    this.world.after(this.#delay(RELAY_HANDSHAKE_MS), () => {
      if (side.relayDown > 0 || side.engineDown > 0) return;
      side.registered = true;
      side.relayReached = true;
      side.engine?.feed({ type: 'relay', reached: true });
    });
  }

  #restart(side: Side, forMs: number): void {
    side.engine?.crash();
    side.engine = null;
    side.engineDown++;
    this.#disconnect(side, forMs, 'away');
    this.world.after(forMs, () => {
      side.engineDown--;
      if (side.engineDown > 0) return;
      side.engine = this.#startEngine(side, true);
      side.sees = 'gone';
      side.relayReached = false;
      this.#reachRelay(side);
      this.#connect(side);
    });
  }

  #loseControl(side: Side, forMs: number, shown: 'away' | 'gone'): void {
    side.controlDown++;
    this.#disconnect(side, forMs, shown);
    this.world.after(forMs, () => {
      side.controlDown--;
      this.#connect(side);
    });
  }

  #isConnected(side: Side): boolean {
    return side.controlDown === 0 && side.engineDown === 0;
  }

  /** The server notices at some time, or not before it is over. */
  #disconnect(side: Side, forMs: number, shown: 'away' | 'gone'): void {
    this.world.after(this.world.random() * 1.2 * forMs, () => {
      if (this.#isConnected(side)) return;
      side.place = shown;
      this.#tell(this.#other(side), 'push');
    });
  }

  #connect(side: Side): void {
    if (!this.#isConnected(side)) return;
    side.place = 'online';
    this.#tell(side, 'snapshot');
    this.#tell(this.#other(side), 'push');
  }

  /** What the server says of the other side; whoever isn't connected is told once it is. */
  #tell(side: Side, by: 'push' | 'snapshot'): void {
    this.world.after(this.#delay(this.#plan.controlMs), () => {
      const { place } = this.#other(side);
      const { engine, sees } = side;
      if (!this.#isConnected(side) || engine === null) return;
      if (by === 'snapshot') engine.feed({ type: 'reconnected' });
      if (sees === place) return;
      side.sees = place;
      if (place === 'gone') engine.part();
      else if (sees === 'gone') engine.meet(by === 'push' ? 'came' : 'was there', place === 'online');
      else engine.feed({ type: 'presence', online: place === 'online' });
    });
  }
}
