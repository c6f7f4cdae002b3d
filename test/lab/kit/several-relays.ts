/** A control server and relays as processes of their own, each behind a way that can become long. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from './internet.ts';
import type { LabProcess } from './process.ts';
import { CONTROL_SERVER, LabServer } from './servers.ts';

const FIRST_PORT = 3478;
/** Below the ports of the relays, those of the ways to them. */
const WAY_OFFSET = 100;
/** One way: members at both ends then have 100 ms more each. */
const SLOW_MS = 50;

export interface LabRelay {
  readonly server: LabServer;
  /** Where players reach it. */
  readonly endpoint: string;
  /** Makes the way to it long, or short again. */
  setSlow(isSlow: boolean): void;
}

export class SeveralRelays {
  readonly control: LabServer;
  readonly relays: readonly LabRelay[];
  readonly #ways: readonly LabProcess[];

  /** They forward in user space: the kernel would go on without a relay that was killed. */
  constructor(internet: Internet, count: number) {
    const folder = (name: string): string => internet.folder(`servers-${name}`);
    const secretFile = join(folder('shared'), 'secret');
    writeFileSync(secretFile, 'known to all of them', { mode: 0o600 });
    const options = (name: string): string[] => ['--secret-file', secretFile, '--data-dir', folder(name)];
    this.control = new LabServer(internet.server, [
      ...['control', '--listen', `${SERVER_ADDRESS}:8667`],
      ...options('control'),
    ]);
    const ports = Array.from({ length: count }, (_, i) => FIRST_PORT + i);
    this.#ways = ports.map((port) =>
      internet.server.tool('udp-delay', [SERVER_ADDRESS, port - WAY_OFFSET, port, SLOW_MS]),
    );
    this.relays = ports.map((port, i) => ({
      server: new LabServer(internet.server, [
        ...['relay', '--listen', `${SERVER_ADDRESS}:${port}`, '--register', CONTROL_SERVER],
        ...['--public', `${SERVER_ADDRESS}:${port - WAY_OFFSET}`, '--kernel', 'off'],
        // Not behind the way: so it sees other ports than the relay, and nobody tries to punch.
        ...['--probe-listen', `${SECOND_SERVER_ADDRESS}:${port}`],
        ...['--probe-public', `${SECOND_SERVER_ADDRESS}:${port}`],
        ...options(`relay-${port}`),
      ]),
      endpoint: `${SERVER_ADDRESS}:${port - WAY_OFFSET}`,
      setSlow: (isSlow) => this.#ways[i]?.kill(isSlow ? 'SIGUSR1' : 'SIGUSR2'),
    }));
  }

  /** Starts them one after the other. */
  async start(): Promise<void> {
    await Promise.all(this.#ways.map((way) => way.json((line) => line.ready === true)));
    await this.control.start();
    for (const { server } of this.relays) await server.start();
  }
}
