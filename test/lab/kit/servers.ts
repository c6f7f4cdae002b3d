/** Control server and relay of the product, on a machine of the lab's Internet. */
import type { LabHost } from './host.ts';
import { type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from './internet.ts';
import type { LabProcess } from './process.ts';
import { startLanrage } from './product.ts';

/** Where engines of the lab find the control server. */
export const CONTROL_SERVER = `ws://${SERVER_ADDRESS}:8667`;

export class LabServers {
  readonly #host: LabHost;
  readonly #dataDir: string;
  readonly #extra: readonly string[];
  #process: LabProcess | null = null;

  /** @param extra - further arguments of `lanrage serve`. */
  constructor(internet: Internet, extra: readonly string[] = []) {
    this.#host = internet.server;
    this.#dataDir = internet.folder('servers');
    this.#extra = extra;
  }

  /** Starts both in one process and waits until they serve. */
  async start(): Promise<void> {
    const relay = `${SERVER_ADDRESS}:3478`;
    const listen = ['--listen', `${SERVER_ADDRESS}:8667`, '--relay-listen', relay, '--public', relay];
    const probe = `${SECOND_SERVER_ADDRESS}:3479`;
    const probing = ['--probe-listen', probe, '--probe-public', probe];
    const args = [
      'serve',
      'all',
      ...listen,
      ...probing,
      '--data-dir',
      this.#dataDir,
      '--json',
      ...this.#extra,
    ];
    this.#process = startLanrage(this.#host, args);
    await this.#process.json((line) => line.event === 'serving');
  }

  /** Ends it as a crash would; its data stay. */
  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL');
    await this.#process?.exited;
  }
}
