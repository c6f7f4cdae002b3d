/** A public computer with a control server and its relay, or with a relay that serves another one's parties. */
import { rmSync } from 'node:fs';
import type { RunningServers, ServeOptions } from '../../../main/servers/serve.ts';
import { formatEndpoint } from '../../../shared/address.ts';
import { recordingLog } from '../../mocks/recording-log.ts';
import type { Computer } from './computer.ts';
import { modelServers } from './model-servers.ts';
import type { PassingTime } from './passing-time.ts';

const CONTROL_PORT = 8667;
const RELAY_PORT = 3478;
/** What relays of other computers must know. */
const SECRET = 'of all relays';

export class Server {
  readonly computer: Computer;
  readonly #time: PassingTime;
  readonly #folder: string;
  readonly #home: Server | null;
  #running: RunningServers | null = null;

  /** @param home - whose relay it is; null: it is a control server itself. */
  constructor(time: PassingTime, computer: Computer, folder: string, home: Server | null) {
    this.#time = time;
    this.computer = computer;
    this.#folder = folder;
    this.#home = home;
  }

  get url(): string {
    return `ws://${this.computer.name}:${CONTROL_PORT}`;
  }

  get relayEndpoint(): string {
    return formatEndpoint({ address: this.computer.address, port: RELAY_PORT });
  }

  /** With the parties and the key that it had. */
  async start(): Promise<void> {
    const { address } = this.computer;
    const alone = this.#home !== null;
    const at = (port: number) => [{ address: '0.0.0.0', port }];
    const relay: ServeOptions['relay'] = {
      listen: at(RELAY_PORT),
      keyPath: `${this.#folder}.key`,
      publicEndpoints: alone ? [{ address, port: RELAY_PORT }] : [],
      probe: {
        listen: at(RELAY_PORT + 1),
        keyPath: `${this.#folder}-probe.key`,
        publicEndpoints: alone ? [{ address, port: RELAY_PORT + 1 }] : [],
        required: false,
      },
    };
    const role: Partial<ServeOptions> =
      this.#home === null
        ? {
            control: { listen: at(CONTROL_PORT), databasePath: `${this.#folder}.db` },
            relaySecret: SECRET,
          }
        : { register: { url: this.#home.url, secret: SECRET } };
    const starting = modelServers(this.computer).start({
      relay,
      ...role,
      clock: this.#time.world,
      log: recordingLog(),
    });
    const started = await this.#time.run(starting);
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
    if (stopped !== null) await this.#time.run(stopped.close());
  }
}
