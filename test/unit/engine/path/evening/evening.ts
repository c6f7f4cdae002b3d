/** Two players at home behind their NATs, a relay and a control server, and everything that may go wrong in between. */
import type { EchoPacket } from '../../../../../main/engine/path/link/echo-packet.ts';
import type { World } from '../pair/world.ts';
import { ModelControl } from './model-control.ts';
import { ModelPlayer } from './model-player.ts';
import { type BestPath, bestPath } from './oracle.ts';
import type { Plan } from './plan.ts';
import { RELAY, Scene, type Side } from './scene.ts';
import { Troubles } from './troubles.ts';
import { Wires } from './wires.ts';

const FILTERING_KNOWN_AFTER_MS = 3000;
/** Twice the distance of echoes, and a round trip. */
const SILENT_MS = 2400;
const GAME_PACKET_EVERY_MS = 150;
const GAME = 'game';

export class Evening {
  readonly best: BestPath;
  /** For each player, the times at which it came to a direct path, or left one. */
  readonly moves: readonly [number[], number[]] = [[], []];
  /** Packets of the game that either sent, and heard. */
  readonly played = { sent: 0, heard: 0 };
  readonly #scene: Scene;
  readonly #control: ModelControl;
  readonly #kinds: (string | null)[] = [null, null];

  constructor(plan: Plan) {
    const { nats, granted, sameLan, blocked } = plan;
    this.best = bestPath(nats, granted, sameLan, blocked);
    const scene: Scene = new Scene(plan, (side) => ({
      transmit: (packet, to) => wires.transmit(side(), packet, to),
      greet: (isHandshake) => wires.greet(side(), isHandshake),
      deliver: (payload) => this.#deliver(side(), payload),
      wallMs: () => scene.wallMs(side()),
    }));
    const control = new ModelControl(scene);
    const wires = new Wires(scene, (side, source) => control.observe(side, source));
    this.#scene = scene;
    this.#control = control;
    for (const side of scene.sides) this.#startEngine(side, side.index === 0 ? 'came' : 'found');
    const troubles = new Troubles(scene, control, (side) => this.#startEngine(side, 'resumed'));
    for (const trouble of plan.troubles) scene.world.after(trouble.atMs, () => troubles.befall(trouble));
    if (plan.game) this.play(GAME_PACKET_EVERY_MS);
  }

  get world(): World {
    return this.#scene.world;
  }

  /** From here on nothing more goes wrong. */
  get troublesEndMs(): number {
    return this.#scene.troublesEndMs;
  }

  /** Both are on the best path, say so, and hear each other over it. */
  get isSettled(): boolean {
    const { nowMs } = this.world;
    return this.#scene.sides.every(({ player, wireguard, heardAtMs }) => {
      const isDirect = wireguard.member?.endpoint !== RELAY;
      const path = player?.direct.kind ?? 'relay';
      const isSecured = player?.core.stage === 'secured' && nowMs - heardAtMs < SILENT_MS;
      return isSecured && isDirect === (path !== 'relay') && isAsGood(path, this.best);
    });
  }

  /** Both have a session. */
  get isSecured(): boolean {
    return this.#scene.sides.every(({ player }) => player?.core.stage === 'secured');
  }

  /** Why it isn't settled, for people. */
  get report(): string {
    return this.#scene.sides
      .map(({ player, wireguard, heardAtMs }) => {
        const silentMs = Math.round(this.world.nowMs - heardAtMs);
        return `${player?.core.stage} ${player?.direct.kind ?? 'relay'} ${wireguard.member?.endpoint} silent ${silentMs}`;
      })
      .join(' | ');
  }

  /** For how long neither has heard the other, in ms. */
  get downMs(): number {
    return this.world.nowMs - Math.min(...this.#scene.sides.map(({ heardAtMs }) => heardAtMs));
  }

  /** Whether nothing stands in the way of a session over the relay now. */
  get isUsable(): boolean {
    const scene = this.#scene;
    const isThere = (side: Side): boolean =>
      scene.isConnected(side) && side.player !== null && !side.player.isAsleep;
    return scene.relayDown === 0 && scene.sides.every(isThere);
  }

  /** Until then each sends the other a packet so often. */
  play(everyMs: number, untilMs = Number.POSITIVE_INFINITY): void {
    this.world.every(everyMs, () => {
      if (this.world.nowMs > untilMs) return;
      for (const { wireguard, asleep } of this.#scene.sides) {
        if (!wireguard.hasSession || asleep > 0) continue;
        this.played.sent++;
        wireguard.send(GAME);
      }
    });
  }

  runUntil(ms: number): void {
    this.world.runUntil(ms);
    for (const { index, player } of this.#scene.sides) {
      const kind = player?.direct.kind ?? null;
      if ((kind === null) !== (this.#kinds[index] === null)) this.moves[index].push(this.world.nowMs);
      this.#kinds[index] = kind;
    }
  }

  #startEngine(side: Side, how: 'came' | 'found' | 'resumed'): void {
    const { world, plan } = this.#scene;
    const player = new ModelPlayer(
      {
        world,
        wireguard: side.wireguard,
        relay: RELAY,
        controlling: side.index === plan.controlling,
        signal: (body) => this.#control.signal(side, body),
        hold: (ms) => this.#control.hold(side, ms),
      },
      true,
    );
    side.player = player;
    side.observed = null;
    side.isExplored = false;
    this.#control.tellFacts(side);
    player.meet(how, plan.game);
    this.#control.describe(side);
    world.after(FILTERING_KNOWN_AFTER_MS * world.random(), () => {
      if (side.player !== player) return;
      side.isExplored = true;
      this.#control.describe(side);
    });
  }

  #deliver(side: Side, payload: unknown): void {
    side.heardAtMs = this.world.nowMs;
    if (payload === GAME) this.played.heard++;
    else side.player?.hear(payload as EchoPacket);
  }
}

/** A port that was granted is no better than one that was punched. */
function isAsGood(path: string, best: BestPath): boolean {
  const rank = (kind: string): string => (kind === 'mapped' ? 'punched' : kind);
  return rank(path) === rank(best);
}
