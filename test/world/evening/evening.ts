/** Two players at home behind their NATs, relays and a control server, and everything that may go wrong in between. */
import type { EchoPacket } from '../../../main/engine/path/link/echo-packet.ts';
import type { Link } from '../../../main/engine/path/link/link.ts';
import type { MeshRecorder } from '../../../main/engine/path/recording/mesh-recorder.ts';
import type { World } from '../world.ts';
import { addressIn, ModelControl } from './control.ts';
import { type BestPath, bestPath } from './oracle.ts';
import type { Plan, RelayId, SideIndex, Trouble } from './plan.ts';
import { Player } from './player.ts';
import { keyOf, Scene, type Side } from './scene.ts';
import { Troubles } from './troubles.ts';
import { Wires } from './wires.ts';

const FILTERING_KNOWN_AFTER_MS = 3000;
/** Twice the distance of echoes, and a round trip. */
const SILENT_MS = 2400;
const GAME_PACKET_EVERY_MS = 150;
const GAME = 'game';
const SUBNET = { base: 0x0a420000, prefix: 16 };

export class Evening {
  readonly best: BestPath;
  /** For each player, the times at which it came to a direct path, or left one. */
  readonly moves: readonly [number[], number[]] = [[], []];
  /** Packets of the game that either sent, and heard. */
  readonly played = { sent: 0, heard: 0 };
  readonly #scene: Scene;
  readonly #control: ModelControl;
  readonly #wires: Wires;
  readonly #troubles: Troubles;
  readonly #kinds: (string | null)[] = [null, null];

  /** Of every run of an engine, in the order in which they began; none where nothing is recorded. */
  readonly recorders: MeshRecorder[] = [];
  readonly #isRecorded: boolean;

  constructor(plan: Plan, { isRecorded = false } = {}) {
    this.#isRecorded = isRecorded;
    const { nats, granted, sameLan, blocked } = plan;
    this.best = bestPath(nats, granted, sameLan, blocked);
    const scene: Scene = new Scene(
      plan,
      (side) => ({
        transmit: (packet, to) => this.#wires.transmit(side(), packet, to),
        deliver: (payload) => this.#deliver(side(), payload),
        wallMs: () => scene.wallMs(side()),
      }),
      (relay, index, source) => {
        if (relay === 'a') this.#control.observe(scene.sides[index], source);
      },
    );
    this.#scene = scene;
    this.#control = new ModelControl(scene);
    this.#wires = new Wires(scene);
    this.#troubles = new Troubles(scene, this.#control, (side) => this.#startEngine(side, 'resumed'));
    const { first = 0 } = plan;
    for (const side of scene.sides) this.#startEngine(side, side.index === first ? 'came' : 'found');
    for (const trouble of plan.troubles) scene.world.after(trouble.atMs, () => this.befall(trouble));
    if (plan.game) this.play(GAME_PACKET_EVERY_MS);
  }

  get world(): World {
    return this.#scene.world;
  }

  /** From here on nothing more goes wrong. */
  get troublesEndMs(): number {
    return this.#scene.troublesEndMs;
  }

  /** It goes wrong now. */
  befall(trouble: Trouble): void {
    this.#troubles.befall(trouble);
  }

  /** Both are on the best path, say so, and hear each other over it. */
  get isSettled(): boolean {
    return this.#scene.sides.every((side) => {
      const path = linkOf(side)?.direct.kind ?? 'relay';
      const isDirect = this.#relayInUse(side) === undefined;
      return this.#isWell(side) && isDirect === (path !== 'relay') && isAsGood(path, this.best);
    });
  }

  /** Both have a session. */
  get isSecured(): boolean {
    return this.#scene.sides.every((side) => linkOf(side)?.handshake.stage === 'secured');
  }

  /** Both have one session, say so, and each would take what the other sends. */
  get isShared(): boolean {
    const [a, b] = this.#scene.sides.map(({ wireguard }) => wireguard);
    const hears = (one: typeof a, other: typeof a): boolean | undefined =>
      one?.takes(other?.ownKey ?? '', other?.sessionWith(one.ownKey) ?? null);
    return this.isSecured && hears(a, b) === true && hears(b, a) === true;
  }

  /** For each player, the times at which it took another relay while it heard the other one. */
  get changes(): readonly [readonly number[], readonly number[]] {
    const [a, b] = this.#scene.sides;
    // The first one is chosen before anything is heard.
    return [a.player?.changes.slice(1) ?? [], b.player?.changes.slice(1) ?? []];
  }

  /** Both mean one relay that works, WireGuard sends through it at both, and they hear each other. */
  get isAgreed(): boolean {
    const relay = this.relay;
    return this.#scene.sides.every(
      (side) =>
        this.#isWell(side) && linkOf(side)?.choice.relay === relay && this.#relayInUse(side)?.id === relay,
    );
  }

  /** The relay that the first player means. */
  get relay(): RelayId {
    return (linkOf(this.#scene.sides[0])?.choice.relay ?? 'a') as RelayId;
  }

  /** The paths as both say them. */
  get kinds(): string {
    return this.#scene.sides.map((side) => linkOf(side)?.direct.kind ?? 'relay').join(' ');
  }

  /** Why it isn't settled, for people. */
  get report(): string {
    return this.#scene.sides
      .map((side) => {
        const { index, heardAtMs, wireguard } = side;
        const link = linkOf(side);
        const silentMs = Math.round(this.world.nowMs - heardAtMs);
        const endpoint = wireguard.endpointOf(keyOf(index === 0 ? 1 : 0));
        return `${link?.handshake.stage} ${link?.direct.kind ?? link?.choice.relay} ${endpoint} silent ${silentMs}`;
      })
      .join(' | ');
  }

  /** For how long one of them has heard nothing of the other, in ms. */
  get downMs(): number {
    return this.world.nowMs - Math.min(...this.#scene.sides.map(({ heardAtMs }) => heardAtMs));
  }

  /** For how long one relay at least has carried everything, without a break, in ms. */
  get relaysWorkForMs(): number {
    const { nowMs } = this.world;
    return Math.max(...this.#scene.relays.map(({ worksSinceMs }) => nowMs - (worksSinceMs ?? nowMs)));
  }

  /** Whether nothing stands in the way of a session over the party's relay now. */
  get isUsable(): boolean {
    const scene = this.#scene;
    const isThere = (side: Side): boolean =>
      scene.isConnected(side) && side.player !== null && !side.player.isAsleep;
    return scene.relays[0]?.core.isUp === true && scene.sides.every(isThere);
  }

  /** Sessions of the two that engines had their WireGuard forget, and handshakes that both began at once. */
  get waste(): { readonly forgotten: number; readonly collisions: number } {
    const sum = (of: (side: Side) => number): number =>
      this.#scene.sides.reduce((total, side) => total + of(side), 0);
    return {
      forgotten: sum(({ index, wireguard }) => wireguard.forgotten.get(keyOf(index === 0 ? 1 : 0)) ?? 0),
      collisions: sum(({ wireguard }) => wireguard.collisions),
    };
  }

  /** How often a direct path was tried. */
  get tries(): number {
    return this.#control.tries;
  }

  /** How often both engines together wanted to be woken. */
  get wakes(): number {
    return this.#scene.sides.reduce((total, { player }) => total + (player?.wakes ?? 0), 0);
  }

  /** Until then each sends the other a packet so often. */
  play(everyMs: number, untilMs = Number.POSITIVE_INFINITY): void {
    this.world.every(everyMs, () => {
      if (this.world.nowMs > untilMs) return;
      for (const { wireguard, asleep, index } of this.#scene.sides) {
        const to = keyOf(index === 0 ? 1 : 0);
        if (wireguard.sessionWith(to) === null || asleep > 0) continue;
        this.played.sent++;
        wireguard.send(to, GAME);
      }
    });
  }

  runUntil(ms: number): void {
    this.world.runUntil(ms);
    for (const side of this.#scene.sides) this.#note(side);
  }

  #note(side: Side): void {
    const { index } = side;
    const link = linkOf(side);
    const kind = link?.direct.kind ?? null;
    if ((kind === null) !== (this.#kinds[index] === null)) this.moves[index].push(this.world.nowMs);
    this.#kinds[index] = kind;
  }

  #isWell(side: Side): boolean {
    return linkOf(side)?.handshake.stage === 'secured' && this.world.nowMs - side.heardAtMs < SILENT_MS;
  }

  #relayInUse({ index, wireguard }: Side): Scene['relays'][number] | undefined {
    return this.#scene.relayAt(wireguard.endpointOf(keyOf(index === 0 ? 1 : 0)) ?? '');
  }

  #startEngine(side: Side, how: 'came' | 'found' | 'resumed'): void {
    const scene = this.#scene;
    const { world, relays, plan } = scene;
    const other = scene.other(side);
    const player = new Player({
      world,
      wireguard: side.wireguard,
      isRecorded: this.#isRecorded,
      send: (_, packet) => side.wireguard.send(keyOf(other.index), packet),
      tell: (effect) => this.#control.pass(side, effect),
      ask: (endpoint, onAnswer) => {
        const relay = scene.relayAt(endpoint);
        if (relay !== undefined) this.#wires.ask(side, relay, onAnswer);
      },
    });
    side.player = player;
    if (player.recorder !== null) this.recorders.push(player.recorder);
    side.observed = null;
    side.isExplored = false;
    side.presence = 'online';
    const listed = relays.map(({ id, endpoint, core }) => ({
      id,
      publicKey: core.key,
      port: 0,
      endpoints: [endpoint],
      probe: null,
    }));
    player.feed({ type: 'begin', subnet: SUBNET });
    player.feed({ type: 'control', isUp: true });
    player.feed({ type: 'relays', listed, chosen: 'a', serverAddress: '' });
    if (plan.game) player.feed({ type: 'cadence', game: true });
    this.#control.describe(side, []);
    side.isToldOfOther = true;
    const id = keyOf(other.index);
    player.feed({
      type: 'came',
      member: {
        id,
        wireguardKey: id,
        address: addressIn(other),
        presence: 'online',
        reachability: other.record,
      },
      how,
    });
    world.after(FILTERING_KNOWN_AFTER_MS * world.random(), () => {
      if (side.player !== player) return;
      side.isExplored = true;
      this.#control.describe(side);
    });
  }

  #deliver(side: Side, payload: unknown): void {
    side.heardAtMs = this.world.nowMs;
    const from = addressIn(this.#scene.other(side));
    if (payload === GAME) this.played.heard++;
    else if (this.#scene.plan.isEchoBlocked !== true)
      side.player?.feed({ type: 'echo', from, packet: payload as EchoPacket });
  }
}

function linkOf({ index, player }: Side): Link | undefined {
  const other: SideIndex = index === 0 ? 1 : 0;
  return player?.mesh.link(keyOf(other));
}

/** A port that was granted is no better than one that was punched. */
function isAsGood(path: string, best: BestPath): boolean {
  const rank = (kind: string): string => (kind === 'mapped' ? 'punched' : kind);
  return rank(path) === rank(best);
}
