/** One player's LANrage: the real product, headless, on a machine of the lab. */
import { connectEngine, type EngineConnection } from '../../../main/headless/connect-engine.ts';
import type { LanrageApi } from '../../../shared/ipc/api.ts';
import type { PeerView, Snapshot } from '../../../shared/model/snapshot.ts';
import { PATIENCE_MS } from '../../setup/limits.ts';
import type { LabHost } from './host.ts';
import type { Internet } from './internet.ts';
import type { LabProcess } from './process.ts';
import { askLanrage, type CliAnswer, startLanrage } from './product.ts';
import { CONTROL_SERVER } from './servers.ts';

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
  #connection: EngineConnection | null = null;

  constructor(internet: Internet, host: LabHost, options: EngineOptions = {}) {
    this.host = host;
    this.interfaceName = internet.interfaceName();
    this.dataDir = internet.folder(`data-${this.interfaceName}`);
    const settings = {
      interfaceName: this.interfaceName,
      controlServer: CONTROL_SERVER,
      ...options.settings,
    };
    this.#settings = Object.entries(settings).flatMap(([key, value]) =>
      value === null ? [] : ['--set', `${key}=${value}`],
    );
  }

  /** Starts it and waits until its servers are open. */
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
  cli<T = object>(...args: readonly string[]): Promise<CliAnswer<T>> {
    return askLanrage<T>(this.host, [...args, '--data-dir', this.dataDir]);
  }

  /** Runs a command that has to succeed. */
  async done<T = object>(...args: readonly string[]): Promise<T> {
    const answer = await this.cli<T>(...args);
    if (!answer.ok) throw new Error(`lanrage ${args.join(' ')}: ${JSON.stringify(answer.fault)}`);
    return answer;
  }

  /** Its contract over its local socket, which belongs to the file system and so is reached from every namespace. */
  async api(): Promise<LanrageApi> {
    if (this.#connection === null) {
      const connection = await connectEngine(this.host.pathFromOutside(this.dataDir));
      if (!connection.ok) throw new Error(`${this.host.name}: ${connection.fault.code}\n${this.output}`);
      this.#connection = connection.value;
      void connection.value.closed.then(() => {
        if (this.#connection === connection.value) this.#connection = null;
      });
    }
    return this.#connection.api;
  }

  async snapshot(): Promise<Snapshot> {
    const result = await (await this.api()).getSnapshot({});
    if (!result.ok) throw new Error(`${this.host.name}: ${result.fault.code}\n${this.output}`);
    return result.value;
  }

  /** Waits for a state in which the predicate holds; throws with the last state when it never comes. */
  async waitFor(
    what: string,
    predicate: (snapshot: Snapshot) => boolean,
    timeoutMs = PATIENCE_MS,
  ): Promise<Snapshot> {
    const api = await this.api();
    let last = await this.snapshot();
    if (predicate(last)) return last;
    return new Promise((resolve, reject) => {
      const off = api.on('snapshotChanged', (snapshot) => {
        last = snapshot;
        if (predicate(snapshot)) settle(() => resolve(snapshot));
      });
      const timer = setTimeout(() => {
        const state = `${JSON.stringify(last, null, 1)}\n${this.output}`;
        settle(() => reject(new Error(`${this.host.name} doesn't show ${what}: ${state}`)));
      }, timeoutMs);
      const settle = (end: () => void): void => {
        off();
        clearTimeout(timer);
        end();
      };
    });
  }

  /** Its address within the party. */
  async address(): Promise<string> {
    const { party } = await this.waitFor('an address', (snapshot) => snapshot.party !== null);
    if (party === null) throw new Error('the awaited party is gone');
    return party.self.address;
  }

  /** Waits until it shows the members with these addresses in one of the states. */
  async shows(state: PeerView['state'], ...addresses: readonly string[]): Promise<Snapshot> {
    return this.waitFor(`${addresses} ${state}`, ({ party }) =>
      addresses.every((address) =>
        party?.peers.some((peer) => peer.address === address && peer.state === state),
      ),
    );
  }

  /** Waits until it has a working link to the members with these addresses, by whatever path. */
  async reaches(...addresses: readonly string[]): Promise<Snapshot> {
    return this.waitFor(`${addresses} reached`, ({ party }) =>
      addresses.every((address) =>
        party?.peers.some(
          (peer) => peer.address === address && (peer.state === 'relayed' || peer.state === 'direct'),
        ),
      ),
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
