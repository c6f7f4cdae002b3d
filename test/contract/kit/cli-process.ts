/** Runs the CLI as a person would: its words, what it printed and how it ended; alone or as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Io } from '../../../main/cli/io.ts';
import { run } from '../../../main/cli/run.ts';
import { type HeadlessHost, runHeadless } from '../../../main/headless/host.ts';
import { ok } from '../../../shared/result.ts';
import { type FakeEngine, fakeEngine } from '../../mocks/fake-engine.ts';
import { recordingLog } from '../../mocks/recording-log.ts';
import { fakeParts } from './fake-parts.ts';

const ENTRY = fileURLToPath(new URL('./fake-lanrage.ts', import.meta.url));

/** What was printed as JSON, a line each. */
export function jsonLines(out: string): Record<string, unknown>[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A data directory and a page of its own, and what was started on them. */
export class CliSandbox {
  readonly folder: string;
  readonly dataDir: string;
  readonly #page: string;
  readonly #children = new Set<ChildProcess>();
  #host: HeadlessHost | null = null;

  private constructor(folder: string) {
    this.folder = folder;
    this.dataDir = join(folder, 'data');
    this.#page = join(folder, 'page');
  }

  static async make(): Promise<CliSandbox> {
    const box = new CliSandbox(await mkdtemp(join(tmpdir(), 'lanrage-cli-')));
    await mkdir(box.#page);
    await writeFile(join(box.#page, 'index.html'), '<!doctype html>');
    return box;
  }

  /** Hosts an engine in this process, for commands that ask one. */
  async host(engine: FakeEngine = fakeEngine()): Promise<FakeEngine> {
    const createEngine = async () => ok(engine);
    const options = { dataDir: this.dataDir, rendererDir: this.#page, log: recordingLog() };
    const host = await runHeadless({ ...options, createEngine });
    if (!host.ok) throw new Error(host.fault.code);
    this.#host = host.value;
    return engine;
  }

  /** Hosts an engine that is in a party with Jon. */
  async hostParty(engine?: FakeEngine): Promise<FakeEngine> {
    const hosted = await this.host(engine);
    await this.run(['party', 'create', 'Friday LAN']);
    return hosted;
  }

  /**
   * Runs a command in this process. @param onOutput - told of each piece of output as it comes.
   * @param person - what somebody at a terminal sees and does.
   */
  async run(
    words: readonly string[],
    onOutput: () => void = () => undefined,
    person: Partial<Io> = {},
  ): Promise<Finished> {
    const printed = { out: '', err: '' };
    const print = (where: 'out' | 'err') => (text: string) => {
      printed[where] += text;
      onOutput();
    };
    const io: Io = {
      out: print('out'),
      err: print('err'),
      interactive: false,
      style: (_, text) => text,
      progress: () => undefined,
      ask: async () => null,
      read: async () => null,
      onInterrupt: () => undefined,
      ...person,
    };
    const code = await run([...words, '--data-dir', this.dataDir], io, fakeParts(this.#page));
    return { code, ...printed };
  }

  /** Starts a command as a process. */
  start(...words: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [ENTRY, ...words, '--data-dir', this.dataDir], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LANRAGE_TEST_PAGE: this.#page },
    });
    this.#children.add(child);
    child.on('exit', () => this.#children.delete(child));
    return child;
  }

  /** Starts `lanrage up` as a process and waits until it says so. */
  async up(): Promise<{ child: ChildProcess; event: { url: string; pid: number } }> {
    const child = this.start('up', '--json');
    return { child, event: JSON.parse(await firstLine(child)) };
  }

  async close(): Promise<void> {
    await this.#host?.stop();
    for (const child of this.#children) {
      child.kill('SIGKILL');
      await exited(child);
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function finished(child: ChildProcess): Promise<Finished> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new Error('no output'));
    createInterface({ input: child.stdout })
      .once('line', resolve)
      .once('close', () => reject(new Error('it said nothing')));
  });
}

export function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}
