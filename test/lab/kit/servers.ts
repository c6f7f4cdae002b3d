/** Control server and relay of the product, on a machine of the lab's Internet. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabHost } from './host.ts';
import { type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from './internet.ts';
import type { LabProcess } from './process.ts';
import { startLanrage } from './product.ts';

/** Where engines of the lab find the control server. */
export const CONTROL_SERVER = `ws://${SERVER_ADDRESS}:8667`;

export class LabServers {
  readonly #server: LabServer;

  /** @param extra - further arguments of `lanrage serve`. */
  constructor(internet: Internet, extra: readonly string[] = []) {
    const relay = `${SERVER_ADDRESS}:3478`;
    const probe = `${SECOND_SERVER_ADDRESS}:3479`;
    this.#server = new LabServer(internet.server, [
      'all',
      ...['--listen', `${SERVER_ADDRESS}:8667`, '--relay-listen', relay, '--public', relay],
      ...['--probe-listen', probe, '--probe-public', probe],
      ...['--data-dir', internet.folder('servers'), ...extra],
    ]);
  }

  /** Starts both in one process and waits until they serve. */
  start(): Promise<void> {
    return this.#server.start();
  }

  /** Ends it as a crash would; its data stay. */
  kill(): Promise<void> {
    return this.#server.kill();
  }
}

/** Control server and relays as processes of their own, so that one can fail without the others. */
export class LabServersApart {
  readonly control: LabServer;
  /** By the endpoints at which players reach them. */
  readonly relays: ReadonlyMap<string, LabServer>;

  /**
   * They forward in user space: the kernel would go on without a relay that was killed.
   * @param tunnels - whether relays take TCP tunnels as well.
   */
  constructor(internet: Internet, relayCount: number, { tunnels = false } = {}) {
    const folder = (name: string): string => internet.folder(`servers-${name}`);
    const secretFile = join(folder('shared'), 'secret');
    writeFileSync(secretFile, 'known to both', { mode: 0o600 });
    const options = (name: string): string[] => ['--secret-file', secretFile, '--data-dir', folder(name)];
    this.control = new LabServer(internet.server, [
      ...['control', '--listen', `${SERVER_ADDRESS}:8667`],
      ...options('control'),
    ]);
    const ports = Array.from({ length: relayCount }, (_, i) => 3478 + i);
    this.relays = new Map(
      ports.map((port) => [
        `${SERVER_ADDRESS}:${port}`,
        new LabServer(internet.server, [
          ...['relay', '--listen', `${SERVER_ADDRESS}:${port}`, '--register', CONTROL_SERVER],
          ...['--probe-listen', `${SECOND_SERVER_ADDRESS}:${port}`, '--kernel', 'off'],
          ...options(`relay-${port}`),
          ...(tunnels ? tunnelsAt(`${SERVER_ADDRESS}:${port}`) : []),
        ]),
      ]),
    );
  }

  async start(): Promise<void> {
    await this.control.start();
    await Promise.all([...this.relays.values()].map((relay) => relay.start()));
  }
}

function tunnelsAt(endpoint: string): string[] {
  return ['--tcp-listen', endpoint, '--tcp-public', `ws://${endpoint}/relay`];
}

/** One `lanrage serve`. */
export class LabServer {
  readonly #host: LabHost;
  readonly #args: readonly string[];
  #process: LabProcess | null = null;

  /** @param args - what stands behind `serve`. */
  constructor(host: LabHost, args: readonly string[]) {
    this.#host = host;
    this.#args = args;
  }

  /** Starts it, anew after a crash, and waits until it serves. */
  async start(): Promise<void> {
    this.#process = startLanrage(this.#host, ['serve', ...this.#args, '--json']);
    await this.#process.json((line) => line.event === 'serving');
  }

  /** Ends it as a crash would; its data stay. */
  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL');
    await this.#process?.exited;
  }
}
