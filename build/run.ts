/** Runs one tool of the toolchain, with a limit on its time. */
import { spawn } from 'node:child_process';
import { root } from './tree.ts';

export interface Finished {
  /** null: killed by a signal, or never started. */
  readonly code: number | null;
  /** Standard output and error in the order they came; empty when they went to the terminal. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** `inherit` shows the output while it comes; `capture` keeps it for the caller. */
  readonly output: 'inherit' | 'capture';
  readonly limitMs: number;
}

/** Runs a command of node_modules/.bin or of the system; kills it with its children when the time is over. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const { promise, resolve } = Promise.withResolvers<Finished>();
  const piped = options.output === 'capture';
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', piped ? 'pipe' : 'inherit', piped ? 'pipe' : 'inherit'],
    shell: process.platform === 'win32',
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const timer = setTimeout(() => {
    chunks.push(Buffer.from(`\n${command} was stopped after ${options.limitMs / 1000} s\n`));
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  }, options.limitMs);
  const finish = (code: number | null): void => {
    clearTimeout(timer);
    resolve({ code, output: Buffer.concat(chunks).toString() });
  };
  child.on('error', (error) => {
    chunks.push(Buffer.from(`${error.message}\n`));
    finish(null);
  });
  child.on('close', finish);
  return promise;
}
