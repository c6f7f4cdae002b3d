/**
 * Two ends behind two relays: the real choice of both, their real figures of relays and of silence, over modelled relays,
 * a modelled session and a control plane that is late and loses signals.
 */
import type { PeerLeg } from '../../../../../../main/engine/path/relays/rank-relays.ts';
import type { RelaySignal } from '../../../../../../main/engine/path/signal.ts';
import { World } from '../../pair/world.ts';
import { ModelEnd } from './model-end.ts';
import type { RelayId } from './relay-ids.ts';

export interface RelayTrouble {
  /** cut: one end's packets don't get there. slow: one end's leg takes longer. */
  readonly kind: 'killed' | 'cut' | 'slow' | 'control-lost';
  readonly relay: RelayId;
  readonly side: 0 | 1;
  readonly atMs: number;
  readonly forMs: number;
  /** Of a slow leg, on top. */
  readonly moreMs: number;
}

export interface RelayPlan {
  readonly seed: number;
  /** Round trips of both ends to both relays. */
  readonly rttMs: readonly [Readonly<Record<RelayId, number>>, Readonly<Record<RelayId, number>>];
  readonly controlMs: number;
  readonly game: boolean;
  readonly decides: 0 | 1;
  readonly troubles: readonly RelayTrouble[];
}

export class RelayPair {
  readonly world: World;
  readonly ends: readonly [ModelEnd, ModelEnd];
  /** From here on nothing more goes wrong. */
  readonly troublesEndMs: number;
  /** The times at which the deciding end took another relay. */
  readonly changes: number[] = [];
  readonly #plan: RelayPlan;
  readonly #now: RelayTrouble[] = [];
  /** Relays that saw the handshake of the session. */
  readonly #known = new Set<RelayId>();
  #session = 0;

  constructor(plan: RelayPlan) {
    this.#plan = plan;
    this.world = new World(plan.seed);
    this.troublesEndMs = Math.max(0, ...plan.troubles.map(({ atMs, forMs }) => atMs + forMs));
    this.ends = [this.#makeEnd(0), this.#makeEnd(1)];
    for (const trouble of plan.troubles) this.world.after(trouble.atMs, () => this.#befall(trouble));
  }

  /** Both mean the same relay, and hear each other. */
  get isAgreed(): boolean {
    const [one, two] = this.ends;
    return one.choice.relay === two.choice.relay && this.ends.every((end) => end.isHearing);
  }

  serves(relay: RelayId, side: 0 | 1): boolean {
    return !this.#now.some(
      (trouble) =>
        trouble.relay === relay &&
        (trouble.kind === 'killed' || (trouble.kind === 'cut' && trouble.side === side)),
    );
  }

  /** One end's round trip to a relay now. */
  rttMs(relay: RelayId, side: 0 | 1): number {
    const slow = this.#now.filter((one) => one.kind === 'slow' && one.relay === relay && one.side === side);
    return this.#plan.rttMs[side][relay] + slow.reduce((sum, { moreMs }) => sum + moreMs, 0);
  }

  get #isControlUp(): boolean {
    return !this.#now.some(({ kind }) => kind === 'control-lost');
  }

  #makeEnd(side: 0 | 1): ModelEnd {
    const { decides, game } = this.#plan;
    return new ModelEnd({
      world: this.world,
      decides: side === decides,
      game,
      rttMs: (relay) => (this.serves(relay, side) ? this.rttMs(relay, side) : null),
      signal: (body) => this.#signal(side, body),
      tell: (legs) => this.#tell(side, legs),
      send: (relay) => this.#carry(side, relay),
      shakeHands: (relay) => this.#shakeHands(side, relay),
      onChange: () => {
        if (side === decides) this.changes.push(this.world.nowMs);
      },
    });
  }

  #befall(trouble: RelayTrouble): void {
    this.#now.push(trouble);
    if (trouble.kind === 'killed') this.#known.delete(trouble.relay);
    this.world.after(trouble.forMs, () => this.#now.splice(this.#now.indexOf(trouble), 1));
  }

  #other(side: 0 | 1): ModelEnd {
    return this.ends[side === 0 ? 1 : 0];
  }

  #signal(side: 0 | 1, body: RelaySignal): void {
    this.world.after(this.#controlMs, () => {
      if (this.#isControlUp) this.#other(side).signalled(body);
    });
  }

  /** A record is there for whoever comes back to the server, too. */
  #tell(side: 0 | 1, legs: readonly PeerLeg[]): void {
    this.world.after(this.#controlMs, () => {
      if (this.#isControlUp) this.#other(side).learn(legs);
      else this.#tell(side, legs);
    });
  }

  get #controlMs(): number {
    return 2 * this.#plan.controlMs * (1 + this.world.random() * 0.2);
  }

  /** What passes a relay takes half a round trip to each end. */
  #through(side: 0 | 1, relay: RelayId, arrive: () => void): void {
    const to = side === 0 ? 1 : 0;
    if (!this.serves(relay, side)) return;
    this.world.after(this.rttMs(relay, side) / 2, () => {
      if (!this.serves(relay, side) || !this.serves(relay, to)) return;
      this.world.after(this.rttMs(relay, to) / 2, arrive);
    });
  }

  #carry(side: 0 | 1, relay: RelayId): void {
    if (!this.#known.has(relay)) return;
    const session = this.#session;
    this.#through(side, relay, () => {
      if (session === this.#session) this.#other(side).hear(relay);
    });
  }

  /** An initiation there and the response back; only then do both have the new session. */
  #shakeHands(side: 0 | 1, relay: RelayId): void {
    this.#through(side, relay, () => {
      const to = side === 0 ? 1 : 0;
      this.#through(to, relay, () => {
        this.#session++;
        this.#known.clear();
        this.#known.add(relay);
        this.ends[side].secured(relay);
        this.#other(side).hear(relay);
      });
    });
  }
}
