/** Whole engines in one process: real but for time, chance, networks, WireGuard and the rights that it takes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatKind } from '../nat.ts';
import { World } from '../world.ts';
import { Computer, PUBLIC } from './computer.ts';
import { Internet } from './internet.ts';
import { PassingTime } from './passing-time.ts';
import { Player } from './player.ts';
import { Server } from './server.ts';
import { startStun } from './stun-servers.ts';

/** What most routers at home do. */
const HOME: NatKind = { mapping: 'endpoint-independent', filtering: 'address-and-port-dependent' };
/** Those of the settings as they are at first. */
const STUN_SERVERS = ['stun.l.google.com:19302', 'stun.cloudflare.com:3478', 'stun.nextcloud.com:3478'];

export class EngineWorld extends PassingTime {
  readonly internet: Internet;
  readonly #folder = mkdtempSync(join(tmpdir(), 'lanrage-world-'));
  readonly #players: Player[] = [];
  readonly #servers: Server[] = [];
  #computers = 0;

  constructor(seed = 1) {
    super(new World(seed));
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

  /** Another user of a player's computer, with a data folder and a helper of their own; both are logged in. */
  playerBeside({ computer }: Player, name: string): Player {
    const uid = 1001 + this.#players.length;
    const player = new Player(this, computer, join(this.#folder, name), { name, uid });
    this.#players.push(player);
    return player;
  }

  /** A control server with its relay, for everybody; or a relay alone. @param home - the control server of that. */
  async server(name: string, home: Server | null = null): Promise<Server> {
    const address = `93.184.${++this.#computers}.10`;
    this.internet.names.set(name, address);
    const computer = new Computer(this.internet, name, { address, publicAddress: address, nat: PUBLIC });
    const server = new Server(this, computer, join(this.#folder, name), home);
    this.#servers.push(server);
    await server.start();
    return server;
  }

  async close(): Promise<void> {
    for (const player of this.#players) await player.stop();
    for (const server of this.#servers) await server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
