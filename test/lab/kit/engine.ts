/** One player's LANrage: the real product, headless, on a machine of the lab. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PeerView, Snapshot } from '../../../shared/model/snapshot.ts';
import type { LabHost } from './host.ts';
import type { Internet } from './internet.ts';
import type { LabProcess } from './process.ts';
import { askLanrage, type CliAnswer, startLanrage } from './product.ts';
import { CONTROL_SERVER } from './servers.ts';

const POLL_MS = 150;

export interface EngineOptions {
  /** Settings beyond those that the lab needs; `controlServer: null` leaves the servers to the host's engine. */
  readonly settings?: Readonly<Record<string, string | number | null>>;
}

/** What `lanrage up --json` prints first: where it is to be seen. */
export interface UpEvent {
  readonly event: 'up';
  readonly url: string;
  readonly pid: number;
}

export class LabEngine {
  readonly host: LabHost;
  readonly dataDir: string;
  readonly interfaceName: string;
  readonly #settings: readonly string[];
  #process: LabProcess | null = null;

  constructor(internet: Internet, host: LabHost, options: EngineOptions = {}) {
    this.host = host;
    this.interfaceName = internet.interfaceName();
    this.dataDir = internet.folder(`data-${this.interfaceName}`);
    const settings = {
      interfaceName: this.interfaceName,
      controlServer: CONTROL_SERVER,
      displayName: host.namespace.slice(-12),
      ...options.settings,
    };
    this.#settings = Object.entries(settings).flatMap(([key, value]) =>
      value === null ? [] : ['--set', `${key}=${value}`],
    );
  }

  /** Starts it and waits until its faces are open. */
  async up(): Promise<UpEvent> {
    this.#process = this.launch();
    return this.#process.json<UpEvent>((line) => line.event === 'up');
  }

  /** Starts `lanrage up` without expecting anything of it. */
  launch(): LabProcess {
    const folder = ['--data-dir', this.dataDir];
    return startLanrage(this.host, ['up', ...folder, '--no-browser', '--json', ...this.#settings]);
  }

  /** Runs a command of the command line against it. */
  cli<T = Record<string, unknown>>(...args: readonly string[]): Promise<CliAnswer<T>> {
    return askLanrage<T>(this.host, [...args, '--data-dir', this.dataDir]);
  }

  /** Runs a command that has to succeed. */
  async done<T = Record<string, unknown>>(...args: readonly string[]): Promise<T> {
    const answer = await this.cli<T>(...args);
    if (!answer.ok) throw new Error(`lanrage ${args.join(' ')}: ${JSON.stringify(answer.fault)}`);
    return answer;
  }

  /** Its state as `lanrage status` tells it. */
  async status(): Promise<Snapshot> {
    return (await this.done<{ value: Snapshot }>('status')).value;
  }

  /** Asks for its state until the predicate holds; throws with the last state when it never does. */
  async waitFor(
    what: string,
    predicate: (snapshot: Snapshot) => boolean,
    timeoutMs = 20_000,
  ): Promise<Snapshot> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const snapshot = await this.status();
      if (predicate(snapshot)) return snapshot;
      if (Date.now() > deadline) {
        throw new Error(`${this.host.name} doesn't show ${what}: ${JSON.stringify(snapshot, null, 1)}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** Its address within the party. */
  async address(): Promise<string> {
    const snapshot = await this.waitFor('an address', ({ party }) => party !== null);
    return snapshot.party?.self.address ?? '';
  }

  /** Waits until it reaches the members with these addresses, over any path. */
  async reaches(...addresses: readonly string[]): Promise<void> {
    const reached = ({ state }: PeerView): boolean => state === 'relayed' || state === 'direct';
    await this.waitFor(`reaching ${addresses}`, ({ party }) =>
      addresses.every((address) => party?.peers.some((peer) => peer.address === address && reached(peer))),
    );
  }

  /** Ends its process by a signal, as a crash would; the helper is not told. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.#process?.kill(signal);
    await this.#process?.exited;
  }

  /** Everything that it said on its outputs, for a failing test's report. */
  get output(): string {
    return `${this.#process?.stdout}\n${this.#process?.stderr}`;
  }
}
