import { constants } from 'node:os';
import { execa, type Options } from 'execa';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { killTree, signalTree } from './process-tree.ts';

/** Long enough for a driver to load, short enough for somebody who waits. */
export const COMMAND_TIMEOUT_MS = 30_000;
/** Faults cross boundaries that take 2048 characters a field; the end of the error output says the most. */
const FAULT_TEXT_LIMIT = 2_000;
/** What a shell answers for a program that is there but may not be run. */
const NOT_EXECUTABLE = 126;

export interface Command {
  /** A program's name or path; never a shell line. */
  readonly file: string;
  /** What it is called by, for programs that are several in one; the file unless given. */
  readonly argv0?: string;
  /** Visible to every user of the machine: never a secret. */
  readonly args: readonly string[];
  /** In ms; 30 s when absent. */
  readonly timeoutMs?: number;
  /** Standard input, the only way for secrets; without it the command reads end-of-file. */
  readonly input?: string | Uint8Array;
  /** An open file as standard input, for programs that open /dev/stdin by name: Node's own pipes are sockets. */
  readonly stdin?: number;
  /** Whether an exit code other than 0 is a fault; true when absent. */
  readonly check?: boolean;
  readonly signal?: AbortSignal;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command left. A command that a signal ended has the exit code 128 + signal number, as in a shell. */
export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type CommandFault = 'command.not-found' | 'command.failed' | 'command.timed-out';

/**
 * Runs a program without a shell and waits for it. On time-out or abort the whole process tree is killed, and the
 * call settles only once it is gone; after an abort it rejects with the signal's reason.
 * @fault command.not-found - no such program. @fault command.timed-out - it overran `timeoutMs`.
 * @fault command.failed - it could not be started, or ended with another exit code than 0 while `check` is on.
 */
export async function runCommand(command: Command): Promise<Result<CommandOutput, CommandFault>> {
  command.signal?.throwIfAborted();
  return outcomeOf(start(command), command);
}

/** A program that has been started and waits for its standard input. */
export interface WaitingCommand {
  readonly isRunning: boolean;
  /** Gives it its input, all of it. @returns as {@link runCommand}; its time begins now. */
  finish(
    input: string,
    terms?: Pick<Command, 'timeoutMs' | 'check'>,
  ): Promise<Result<CommandOutput, CommandFault>>;
  /** Nobody has any input for it. Programs that are started ahead must take that for nothing to do. */
  dismiss(): void;
}

/** Starts a program ahead of its input: most of the time that small ones take goes into starting them. */
export function startAhead(command: Pick<Command, 'file' | 'args'>): WaitingCommand {
  const child = start(command, 'pipe');
  // One that has ended by itself says so by how it ended.
  child.stdin?.on('error', () => undefined);
  let isRunning = true;
  const end = (): void => {
    isRunning = false;
  };
  child.then(end, end);
  return {
    get isRunning() {
      return isRunning;
    },
    finish(input, terms = {}) {
      child.stdin?.end(input);
      return outcomeOf(child, { ...terms, ...command });
    },
    dismiss: () => void child.stdin?.end(),
  };
}

function start(command: Command, stdin: 'ignore' | 'pipe' = 'ignore') {
  const child = execa(command.file, command.args, optionsFor(command, stdin));
  killAtExit(child);
  return child;
}

async function outcomeOf(
  child: ReturnType<typeof start>,
  command: Command,
): Promise<Result<CommandOutput, CommandFault>> {
  const { file, timeoutMs = COMMAND_TIMEOUT_MS, check = true, signal } = command;
  const early = await Promise.race([child.then(() => null), interruption(child, timeoutMs, signal)]);
  if (early !== null) {
    if (child.pid !== undefined) await killTree(child.pid);
    // Whatever escaped the tree must not hold this process through their common pipes.
    child.stdout.destroy();
    child.stderr.destroy();
    signal?.throwIfAborted();
    return fail(fault('command.timed-out', { command: nameOf(command), timeoutMs }));
  }
  const result = await child;
  if (result.code === 'ENOENT') return fail(fault('command.not-found', { command: file }));
  const output = { exitCode: exitCodeOf(result), stdout: result.stdout, stderr: result.stderr };
  if (child.pid === undefined || (check && output.exitCode !== 0)) {
    return fail(failure(command, output.exitCode, output.stderr || (result.originalMessage ?? '')));
  }
  return ok(output);
}

function optionsFor({ argv0, input, stdin, env }: Command, otherwise: 'ignore' | 'pipe') {
  return {
    // Execa's types name the first few descriptors only.
    ...(input === undefined ? { stdin: (stdin ?? otherwise) as 3 | 'ignore' | 'pipe' } : { input }),
    ...(env === undefined ? {} : { env }),
    ...(argv0 === undefined ? {} : { argv0 }),
    // A group of its own, so that one signal reaches everything it starts.
    detached: process.platform !== 'win32',
    windowsHide: true,
    reject: false,
    stripFinalNewline: false,
  } as const satisfies Options;
}

/** Resolves with `'interrupted'` on time-out or abort, never otherwise; lets go of both when the child ends. */
function interruption(
  child: Promise<unknown>,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<'interrupted'> {
  const { promise, resolve } = Promise.withResolvers<'interrupted'>();
  const stop = () => resolve('interrupted');
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  const release = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  };
  child.then(release, release);
  return promise;
}

const running = new Set<number>();

/** A detached command outlives this process unless it is ended at exit. */
function killAtExit(child: Promise<unknown> & { readonly pid?: number }): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (running.size === 0) process.once('exit', killRunning);
  running.add(pid);
  const release = () => {
    running.delete(pid);
    if (running.size === 0) process.off('exit', killRunning);
  };
  child.then(release, release);
}

function killRunning(): void {
  for (const pid of running) signalTree(pid);
}

function exitCodeOf(result: { exitCode?: number; signal?: NodeJS.Signals }): number {
  if (result.exitCode !== undefined) return result.exitCode;
  return result.signal === undefined ? NOT_EXECUTABLE : 128 + constants.signals[result.signal];
}

function failure(command: Command, exitCode: number, stderr: string): Fault<'command.failed'> {
  return fault('command.failed', {
    command: nameOf(command),
    exitCode,
    stderr: stderr.trim().slice(-FAULT_TEXT_LIMIT),
  });
}

function nameOf({ file, args }: Command): string {
  return [file, ...args].join(' ').slice(0, FAULT_TEXT_LIMIT);
}
