/** The relays that one end holds, as they are, over modelled legs: WireGuard's handshakes with them, and STUN. */

import type { PeerLeg } from '../../../../../../main/engine/path/link/rank-relays.ts';
import { HeldRelay } from '../../../../../../main/engine/path/mesh/relays/held-relay.ts';
import { ToldLegs } from '../../../../../../main/engine/path/mesh/relays/told-legs.ts';
import type { WatchedRelays } from '../../../../../../main/engine/path/mesh/relays/watch-relays.ts';
import type { Patience } from '../../../../../../main/engine/path/run/relay-meter.ts';
import { ok } from '../../../../../../shared/result.ts';
import type { World } from '../../pair/world.ts';
import type { ModelLegs } from './model-legs.ts';
import { RELAYS, type RelayId, type SideIndex } from './plan.ts';

const NEWS_EVERY_MS = 1000;
/** WireGuard's own. */
const RETRY_MS = 5000;
const REKEY_AFTER_MS = 120_000;

export class ModelRelays implements WatchedRelays {
  onRenewed: (id: string) => void = () => undefined;
  onReached: (id: string) => void = () => undefined;
  readonly #world: World;
  readonly #legs: ModelLegs;
  readonly #side: SideIndex;
  readonly #held: readonly HeldRelay[];
  readonly #told = new ToldLegs();
  /** By relay: when WireGuard last shook hands with it, and the number of its peer there. */
  readonly #handshakes = new Map<string, { turn: number; atMs: number | null }>();
  #newsAtMs = 0;

  constructor(world: World, legs: ModelLegs, side: SideIndex) {
    this.#world = world;
    this.#legs = legs;
    this.#side = side;
    this.#held = RELAYS.map((id) => this.#hold(id));
  }

  get home(): HeldRelay | null {
    return this.#held[0] ?? null;
  }

  all(): readonly HeldRelay[] {
    return this.#held;
  }

  get(id: string | null): HeldRelay | null {
    return this.#held.find(({ info }) => info.id === id) ?? null;
  }

  renewed(relay: HeldRelay): void {
    this.onRenewed(relay.info.id);
  }

  doubt(id: string | null): void {
    const relay = this.get(id);
    if (relay?.doubt(this.#world.nowMs)) this.renewed(relay);
  }

  tick(): void {
    for (const relay of this.#held) relay.tick(this.#world.nowMs);
  }

  advance(): void {
    for (const { peer } of this.#held) if (!peer.reached) void peer.advance(this.#world.nowMs);
  }

  observe(): void {
    for (const { info, peer } of this.#held) {
      const latestHandshake = this.#handshakes.get(info.id)?.atMs ?? null;
      const { publicKey } = peer;
      const status = { publicKey, endpoint: info.id, latestHandshake, rxBytes: 0, txBytes: 0 };
      if (
        !peer.reached &&
        peer.observe({ ...status, allowedIps: [], keepaliveSeconds: 25 }, this.#world.nowMs)
      )
        this.onReached(info.id);
    }
  }

  /** What the other end should know of them, when that has changed. */
  news(): readonly PeerLeg[] | null {
    const { nowMs } = this.#world;
    if (nowMs < this.#newsAtMs) return null;
    this.#newsAtMs = nowMs + NEWS_EVERY_MS;
    return this.#told.update(this.#held.map((relay) => relay.leg(nowMs)));
  }

  #hold(id: RelayId): HeldRelay {
    return new HeldRelay({
      info: { id, publicKey: id, port: 0, endpoints: [id], probe: null },
      serverAddress: '',
      tunnel: {
        setPeer: async () => {
          this.#register(id);
          return ok({});
        },
        removePeer: async () => ok({}),
      },
      keepaliveSeconds: 25,
      asker: { ask: (_, patience, onDone) => this.#ask(id, patience, onDone) },
      now: () => this.#world.nowMs,
      random: () => this.#world.random(),
    });
  }

  /** A fresh peer: WireGuard calls until it is answered, and again when the session is old. */
  #register(id: RelayId): void {
    const turn = (this.#handshakes.get(id)?.turn ?? 0) + 1;
    const handshake = { turn, atMs: null as number | null };
    this.#handshakes.set(id, handshake);
    const isCurrent = (): boolean => this.#handshakes.get(id) === handshake;
    const call = (): void => {
      if (!isCurrent()) return;
      const answeredBefore = handshake.atMs;
      this.#legs.ask(this.#side, id, true, () => {
        handshake.atMs = this.#world.nowMs;
      });
      this.#world.after(RETRY_MS, () => {
        if (handshake.atMs === answeredBefore) call();
        else this.#world.after(REKEY_AFTER_MS - RETRY_MS, call);
      });
    };
    call();
  }

  #ask(id: RelayId, { sends, rtoMs, budgetMs }: Patience, onDone: (afterMs: number | null) => void): void {
    const beganAtMs = this.#world.nowMs;
    let isDone = false;
    const done = (afterMs: number | null): void => {
      if (!isDone) onDone(afterMs);
      isDone = true;
    };
    for (let i = 0; i < sends; i++) {
      this.#world.after(rtoMs * (2 ** i - 1), () => {
        if (!isDone) this.#legs.ask(this.#side, id, false, () => done(this.#world.nowMs - beganAtMs));
      });
    }
    this.#world.after(budgetMs, () => done(null));
  }
}
