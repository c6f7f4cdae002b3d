/** A machine of the lab: one network namespace with an address, in which commands, scripts and products run. */
import { fileURLToPath } from 'node:url';
import { PATIENCE_MS } from '../../setup/limits.ts';
import type { Finished } from './command.ts';
import { commandLineOf } from './command-line.ts';
import { inNamespace, killAll, processesIn } from './namespace.ts';
import { LabProcess } from './process.ts';

export class LabHost {
  readonly name: string;
  readonly namespace: string;
  /** Its own IPv4 address: private behind a router, public otherwise. */
  readonly address: string;
  /** Its own IPv6 address, null where it has none. */
  readonly address6: string | null;
  /** Processes of the lab itself, as opposed to those of the product. */
  readonly #own = new Set<number>();
  /** Holds the private mount namespace, where there is one. */
  #keeper: LabProcess | null = null;

  constructor(name: string, namespace: string, address: string, address6: string | null = null) {
    this.name = name;
    this.namespace = namespace;
    this.address = address;
    this.address6 = address6;
  }

  /** Starts a process here; it has the process id it is started with. */
  spawn(file: string, args: readonly string[], input: string | null = null): LabProcess {
    return new LabProcess(...this.#command(file, args), input);
  }

  /** Runs a command to its end; kills it after `timeoutMs`. */
  async exec(file: string, args: readonly string[], timeoutMs = PATIENCE_MS): Promise<Finished> {
    const child = this.spawn(file, args);
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const code = await child.exited;
    clearTimeout(timer);
    return { code, stdout: child.stdout, stderr: child.stderr };
  }

  /** Starts a script of `test/lab/kit/tools/` in this Node. */
  tool(name: string, args: readonly (string | number)[] = []): LabProcess {
    const path = fileURLToPath(new URL(`tools/${name}.ts`, import.meta.url));
    const child = this.spawn(process.execPath, [path, ...args.map(String)]);
    this.#own.add(child.pid);
    return child;
  }

  /** Runs a script of `test/lab/kit/tools/` to its end and gives the JSON object that it printed. */
  async script<T>(
    name: string,
    args: readonly (string | number)[] = [],
    timeoutMs = PATIENCE_MS,
  ): Promise<T> {
    const child = this.tool(name, args);
    try {
      return await child.json<T>(() => true, timeoutMs);
    } finally {
      child.kill('SIGKILL');
      await child.exited;
    }
  }

  /**
   * Gives this machine mounts that nobody else sees: `commands` (a shell text of the test's own) are run in a new
   * mount namespace, in which everything is started from now on.
   */
  async mount(commands: string): Promise<void> {
    const script = `set -e; ${commands}; echo '{"mounted":true}'; exec sleep infinity`;
    const keeper = this.spawn('unshare', ['--mount', 'sh', '-c', script]);
    await keeper.json((value) => value.mounted === true);
    this.#own.add(keeper.pid);
    this.#keeper = keeper;
  }

  /** Where a file of this machine is seen from outside, whatever is mounted over it here. */
  pathFromOutside(path: string): string {
    return this.#keeper === null ? path : `/proc/${this.#keeper.pid}/root${path}`;
  }

  /** Ids of the processes here that aren't tools of the lab: the product's, whoever started them. */
  processes(): readonly number[] {
    return processesIn(this.namespace).filter((pid) => !this.#own.has(pid));
  }

  /**
   * Ends everything here that isn't a tool of the lab, as a power cut would. @param except - what to spare: processes
   * whose command line matches.
   */
  killAll(except: RegExp | null = null): void {
    const spared = except === null ? [] : this.processes().filter((pid) => except.test(commandLineOf(pid)));
    killAll(this.namespace, [...this.#own, ...spared]);
  }

  #command(file: string, args: readonly string[]): [string, string[]] {
    if (this.#keeper === null) return inNamespace(this.namespace, file, args);
    const mounts = `--mount=/proc/${this.#keeper.pid}/ns/mnt`;
    return ['nsenter', [`--net=/run/netns/${this.namespace}`, mounts, '--', file, ...args]];
  }
}
