/** Runs one tool of the toolchain for as long as it takes, unless it hangs. */
import { spawn } from 'node:child_process';
import { killTree } from '../main/base/process-tree.ts';
import { root } from './tree.ts';

export interface Finished {
  /** null: ended by a signal, stopped because it hung, or never started. */
  readonly code: number | null;
  /** Standard output and error in the order they came; empty when they went to the terminal. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `show` passes the output on while it comes; `capture` keeps it for the caller. */
  readonly output: 'show' | 'capture';
  /** How long it may say nothing, 10 minutes unless said otherwise. */
  readonly silenceMs?: number;
}

/** A slow runner tells of test after test, each of which has a limit of its own (test/setup/limits.ts); a hung one of none. */
const SILENCE_MS = 10 * 60_000;
/** What it started may hold its output open for ever. */
const LAST_WORDS_MS = 2_000;

/** Runs a command of node_modules/.bin or of the system; stops it with all its children once it is silent for too long. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const { output, silenceMs = SILENCE_MS } = options;
  const { promise, resolve } = Promise.withResolvers<Finished>();
  // npm's commands are .cmd files on Windows, which only a shell starts, and it takes what stands in quotes as one word.
  const shell = process.platform === 'win32';
  const child = spawn(command, shell ? args.map((arg) => `"${arg}"`) : args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...(output === 'show' && colours()), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell,
  });
  const chunks: Buffer[] = [];
  let hangs = false;
  const timer = setTimeout(async () => {
    hangs = true;
    console.error(`${command} is stopped: it said nothing for ${silenceMs / 1000} s.`);
    // A hung runner won't clean up when asked; what a lab leaves behind is swept by the next one.
    if (child.pid !== undefined) await killTree(child.pid);
    child.kill('SIGKILL');
  }, silenceMs);
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      timer.refresh();
      if (output === 'show') process[stream].write(chunk);
      else chunks.push(chunk);
    });
  }
  const finish = (code: number | null): void => {
    clearTimeout(timer);
    child.stdout.destroy();
    child.stderr.destroy();
    resolve({ code: hangs ? null : code, output: Buffer.concat(chunks).toString() });
  };
  child.on('error', (error) => {
    chunks.push(Buffer.from(`${error.message}\n`));
    finish(null);
  });
  child.on('close', finish);
  child.on('exit', (code) => setTimeout(finish, LAST_WORDS_MS, code).unref());
  return promise;
}

/** A pipe has no colours unless they are asked for. */
function colours(): Readonly<Record<string, string>> {
  return process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
}
