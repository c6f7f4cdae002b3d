/** Whole engines in one process: real but for time, chance, networks, WireGuard and the rights that it takes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningServers } from '../../../main/servers/serve.ts';
import { formatEndpoint } from '../../../shared/address.ts';
import { recordingLog } from '../../mocks/recording-log.ts';
import type { NatKind } from '../nat.ts';
import { World } from '../world.ts';
import { Computer, PUBLIC } from './computer.ts';
import { Internet } from './internet.ts';
import { modelServers } from './model-servers.ts';
import { Player } from './player.ts';
import { settle } from './real-work.ts';
import { startStun } from './stun-servers.ts';

/** What most routers at home do. */
const HOME: NatKind = { mapping: 'endpoint-independent', filtering: 'address-and-port-dependent' };
const CONTROL_PORT = 8667;
const RELAY_PORT = 3478;
/** Those of the settings as they are at first. */
const STUN_SERVERS = ['stun.l.google.com:19302', 'stun.cloudflare.com:3478', 'stun.nextcloud.com:3478'];
const PATIENCE_MS = 60_000;

export class EngineWorld {
  readonly world: World;
  readonly internet: Internet;
  readonly #folder = mkdtempSync(join(tmpdir(), 'lanrage-world-'));
  readonly #players: Player[] = [];
  readonly #servers: Server[] = [];
  #computers = 0;

  constructor(seed = 1) {
    this.world = new World(seed);
    this.internet = new Internet(this.world);
    for (const [at, host] of STUN_SERVERS.entries()) startStun(this.internet, host, `93.184.0.${at + 1}`);
  }

  /** A player at home, whose engine isn't started. @param nat - of the router; null: none. */
  player(name: string, nat: NatKind | null = HOME): Player {
    const number = ++this.#computers;
    const publicAddress = `93.184.${number}.10`;
    const address = nat === null ? publicAddress : `192.168.${number}.20`;
    const computer = new Computer(this.internet, name, { address, publicAddress, nat: nat ?? PUBLIC });
    const player = new Player(this, computer, join(this.#folder, name));
    this.#players.push(player);
    return player;
  }

  /** A control server with its relay, for everybody. */
  async server(name: string): Promise<Server> {
    const address = `93.184.${++this.#computers}.10`;
    this.internet.names.set(name, address);
    const computer = new Computer(this.internet, name, { address, publicAddress: address, nat: PUBLIC });
    const server = new Server(this, computer, join(this.#folder, name));
    this.#servers.push(server);
    await server.start();
    return server;
  }

  /** Lets time pass, as long as it takes everybody to do what is due. */
  async pass(ms: number): Promise<void> {
    const endMs = this.world.nowMs + ms;
    await settle();
    for (let next = this.world.nextAtMs(); next <= endMs; next = this.world.nextAtMs()) {
      this.world.runUntil(next);
      await settle();
    }
    this.world.runUntil(endMs);
  }

  /** Lets time pass until something is so. */
  async until(isSo: () => boolean, what: string, withinMs = PATIENCE_MS): Promise<void> {
    const endMs = this.world.nowMs + withinMs;
    await settle();
    while (!isSo()) {
      const next = this.world.nextAtMs();
      if (next > endMs) throw new Error(`not within ${withinMs} ms: ${what}`);
      this.world.runUntil(next);
      await settle();
    }
  }

  /** Lets time pass until this is done. */
  async run<T>(work: Promise<T>, withinMs = PATIENCE_MS): Promise<T> {
    let isDone = false;
    const mark = (): void => {
      isDone = true;
    };
    work.then(mark, mark);
    await this.until(() => isDone, 'what was asked for is done', withinMs);
    return work;
  }

  async close(): Promise<void> {
    for (const player of this.#players) await player.stop();
    for (const server of this.#servers) await server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export class Server {
  readonly computer: Computer;
  readonly #world: EngineWorld;
  readonly #folder: string;
  #running: RunningServers | null = null;

  constructor(world: EngineWorld, computer: Computer, folder: string) {
    this.#world = world;
    this.computer = computer;
    this.#folder = folder;
  }

  get url(): string {
    return `ws://${this.computer.name}:${CONTROL_PORT}`;
  }

  get relayEndpoint(): string {
    return formatEndpoint({ address: this.computer.address, port: RELAY_PORT });
  }

  /** With the parties and the key that it had. */
  async start(): Promise<void> {
    const listen = [{ address: '0.0.0.0', port: CONTROL_PORT }];
    const starting = modelServers(this.computer).start({
      control: { listen, databasePath: `${this.#folder}.db` },
      relay: {
        listen: [{ address: '0.0.0.0', port: RELAY_PORT }],
        keyPath: `${this.#folder}.key`,
        publicEndpoints: [],
        probe: {
          listen: [{ address: '0.0.0.0', port: RELAY_PORT + 1 }],
          keyPath: `${this.#folder}-probe.key`,
          publicEndpoints: [],
          required: false,
        },
      },
      clock: this.#world.world,
      log: recordingLog(),
    });
    const started = await this.#world.run(starting);
    if (!started.ok) throw new Error(started.fault.code);
    this.#running = started.value;
  }

  /** Loses its parties while it is down. */
  forget(): void {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${this.#folder}.db${suffix}`, { force: true });
  }

  async stop(): Promise<void> {
    const stopped = this.#running;
    this.#running = null;
    if (stopped !== null) await this.#world.run(stopped.close());
  }
}
