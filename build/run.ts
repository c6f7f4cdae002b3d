/** Runs one tool of the toolchain, with a limit on its time. */
import { spawn } from 'node:child_process';
import { killTree } from '../main/base/process-tree.ts';
import { root } from './tree.ts';

export interface Finished {
  /** null: ended by a signal, stopped at its limit, or never started. */
  readonly code: number | null;
  /** Standard output and error in the order they came; empty when they went to the terminal. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `inherit` shows the output while it comes; `capture` keeps it for the caller. */
  readonly output: 'inherit' | 'capture';
  readonly limitMs: number;
}

/** Runs a command of node_modules/.bin or of the system; stops it with all its children when its time is over. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const { promise, resolve } = Promise.withResolvers<Finished>();
  const stream = options.output === 'capture' ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', stream, stream],
    // npm's commands are .cmd files there, which only a shell starts.
    shell: process.platform === 'win32',
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  let overdue = false;
  const timer = setTimeout(async () => {
    overdue = true;
    console.error(`${command} is stopped: it ran for ${options.limitMs / 1000} s.`);
    // A hung runner won't clean up when asked; what a lab leaves behind is swept by the next one.
    if (child.pid !== undefined) await killTree(child.pid);
    child.kill('SIGKILL');
  }, options.limitMs);
  const finish = (code: number | null): void => {
    clearTimeout(timer);
    resolve({ code: overdue ? null : code, output: Buffer.concat(chunks).toString() });
  };
  child.on('error', (error) => {
    chunks.push(Buffer.from(`${error.message}\n`));
    finish(null);
  });
  child.on('close', finish);
  return promise;
}
