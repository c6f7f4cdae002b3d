/** Two ends behind several relays that come and go, and a control plane that is late, loses signals, or is away. */
import type { EchoPacket } from '../../../../../../main/engine/path/link/echo-packet.ts';
import type { PeerLeg } from '../../../../../../main/engine/path/link/rank-relays.ts';
import type { Signal } from '../../../../../../main/engine/path/signal.ts';
import { ModelWireguard } from '../../evening/model-wireguard.ts';
import { World } from '../../pair/world.ts';
import { ModelEnd } from './model-end.ts';
import { ModelLegs } from './model-legs.ts';
import { ModelRelays } from './model-relays.ts';
import type { RelayId, RelayPlan, RelayTrouble, SideIndex } from './plan.ts';

const REKEY_AFTER_MS = 120_000;
/** Twice the distance of echoes, and a round trip. */
const SILENT_MS = 2400;

interface Side {
  readonly index: SideIndex;
  readonly end: ModelEnd;
  readonly wireguard: ModelWireguard;
  /** What it last told, and what of it the control server has. */
  told: readonly PeerLeg[];
  record: readonly PeerLeg[];
  controlDown: number;
  /** What the server tells the other end. */
  isAway: boolean;
  signalSeq: number;
  heardSeq: number;
}

export class RelayPair {
  readonly world: World;
  readonly legs: ModelLegs;
  readonly sides: readonly [Side, Side];
  /** From here on nothing more goes wrong. */
  readonly troublesEndMs: number;
  readonly #plan: RelayPlan;
  #lateMs: number[] = [];

  constructor(plan: RelayPlan) {
    this.#plan = plan;
    this.world = new World(plan.seed);
    this.legs = new ModelLegs(this.world, plan);
    this.troublesEndMs = Math.max(0, ...plan.troubles.map(({ atMs, forMs }) => atMs + forMs));
    this.sides = [this.#makeSide(0), this.#makeSide(1)];
    for (const { index, end } of this.sides) end.meet(index === plan.joins ? 'found' : 'came');
    for (const trouble of plan.troubles) this.world.after(trouble.atMs, () => this.befall(trouble));
  }

  /** Both mean one relay that works, WireGuard sends through it at both, and they hear each other. */
  get isAgreed(): boolean {
    const relay = this.sides[0].end.choice.relay as RelayId;
    const { nowMs } = this.world;
    return (
      this.legs.works(relay) &&
      this.sides.every(
        ({ end, wireguard }) =>
          end.choice.relay === relay &&
          wireguard.member?.endpoint === relay &&
          end.core.stage === 'secured' &&
          nowMs - end.heardAtMs < SILENT_MS,
      )
    );
  }

  /** For how long one of them has heard nothing of the other though some relay would have carried it, in ms. */
  get downMs(): number {
    return Math.min(this.silentMs, this.legs.worksForMs);
  }

  /** For how long one of them has heard nothing of the other, in ms. */
  get silentMs(): number {
    return this.world.nowMs - Math.min(...this.sides.map(({ end }) => end.heardAtMs));
  }

  get report(): string {
    return this.sides
      .map(
        ({ end, wireguard, isAway }) =>
          `${end.core.stage} choice ${end.choice.relay} endpoint ${wireguard.member?.endpoint} heard ${Math.round(end.heardAtMs)}${isAway ? ' away' : ''}`,
      )
      .join(' | ');
  }

  #makeSide(index: SideIndex): Side {
    const { world, legs } = this;
    const { decides, game } = this.#plan;
    const wireguard: ModelWireguard = new ModelWireguard(world, REKEY_AFTER_MS, {
      transmit: (packet, to) =>
        legs.carry(index, to as RelayId, packet, () => this.#other(index).wireguard.receive(packet, to)),
      greet: () => undefined,
      deliver: (payload) => this.sides[index].end.hear(payload as EchoPacket),
      wallMs: () => 1e12 + world.nowMs,
    });
    const end = new ModelEnd({
      world,
      decides: index === decides,
      game,
      wireguard,
      relays: new ModelRelays(world, legs, index),
      signal: (body) => this.#signal(index, body),
      tell: (record) => this.#tell(index, record),
    });
    return {
      index,
      end,
      wireguard,
      told: [],
      record: [],
      controlDown: 0,
      isAway: false,
      signalSeq: 0,
      heardSeq: 0,
    };
  }

  #other(index: SideIndex): Side {
    return this.sides[index === 0 ? 1 : 0];
  }

  /** It goes wrong now. */
  befall(trouble: RelayTrouble): void {
    const { kind, side, forMs, moreMs } = trouble;
    if (kind === 'control-lost') this.#loseControl(this.sides[side], forMs);
    else if (kind === 'control-late') {
      this.#lateMs.push(10 * moreMs);
      this.world.after(forMs, () => this.#lateMs.pop());
    } else {
      this.legs.begin(trouble);
      this.world.after(forMs, () => this.legs.end(trouble));
    }
  }

  #loseControl(side: Side, forMs: number): void {
    const other = this.#other(side.index);
    side.controlDown++;
    // The server notices at some time, or not before it is over.
    this.world.after(this.world.random() * 1.5 * forMs, () => {
      if (side.controlDown === 0) return;
      side.isAway = true;
      if (other.controlDown === 0) other.end.feed({ type: 'presence', online: false });
    });
    this.world.after(forMs, () => {
      side.controlDown--;
      this.world.after(this.#delayMs, () => this.#reconnected(side));
    });
  }

  #reconnected(side: Side): void {
    if (side.controlDown > 0) return;
    side.isAway = false;
    side.record = side.told;
    side.end.feed({ type: 'reconnected' });
    for (const one of this.sides) {
      const other = this.#other(one.index);
      if (one.controlDown > 0) continue;
      one.end.feed({ type: 'presence', online: !other.isAway });
      one.end.handleRelay({ type: 'peer', legs: other.record });
    }
  }

  /** There and on, and now and then much later. */
  get #delayMs(): number {
    const lateMs = Math.max(0, ...this.#lateMs);
    return 2 * this.#plan.controlMs * (1 + this.world.random() * 0.2) + lateMs * this.world.random();
  }

  /** The post takes a sender's signals in rising order only: one that is overtaken is dropped. */
  #signal(index: SideIndex, body: Signal): void {
    const from = this.sides[index];
    const to = this.#other(index);
    const seq = ++from.signalSeq;
    if (from.controlDown > 0) return;
    this.world.after(this.#delayMs, () => {
      if (to.controlDown > 0 || seq <= to.heardSeq) return;
      to.heardSeq = seq;
      to.end.signalled(body);
    });
  }

  /** The server keeps it for whoever comes back; who was away himself tells it then. */
  #tell(index: SideIndex, legs: readonly PeerLeg[]): void {
    const from = this.sides[index];
    const to = this.#other(index);
    from.told = legs;
    this.world.after(this.#delayMs, () => {
      if (from.controlDown > 0) return;
      from.record = from.told;
      if (to.controlDown === 0) to.end.handleRelay({ type: 'peer', legs: from.record });
    });
  }
}
