/** Programs that are started before what they are to do is known: each takes 10 ms to start, and 1 ms for its work. */
import { runCommand, startAhead, type WaitingCommand } from '../../base/run-command.ts';
import type { RunTool } from './tools.ts';

/** Whoever says that something is needed soon needs it by then, or not at all. */
const WAITS_MS = 10_000;

type Program = Pick<Parameters<RunTool>[0], 'file' | 'args'>;

export interface ReadyTools {
  /** Runs a program: the one that waits for its input, where there is one. */
  readonly run: RunTool;
  /** Starts a program that does nothing without input, as it will be asked for. */
  expect(program: Program): void;
}

export function createReadyTools(
  start: typeof startAhead = startAhead,
  run: RunTool = runCommand,
): ReadyTools {
  const waiting = new Map<string, { readonly command: WaitingCommand; readonly timer: NodeJS.Timeout }>();

  function take(name: string): WaitingCommand | null {
    const found = waiting.get(name);
    if (found === undefined) return null;
    waiting.delete(name);
    clearTimeout(found.timer);
    return found.command;
  }

  return {
    run(command) {
      const { input, ...program } = command;
      const ready = typeof input === 'string' ? take(nameOf(program)) : null;
      if (ready === null || !ready.isRunning || typeof input !== 'string') return run(command);
      return ready.finish(input, command);
    },
    expect(program) {
      const name = nameOf(program);
      if (waiting.has(name)) return;
      const timer = setTimeout(() => take(name)?.dismiss(), WAITS_MS);
      timer.unref();
      waiting.set(name, { command: start(program), timer });
    },
  };
}

function nameOf({ file, args }: Program): string {
  return [file, ...args].join(' ');
}
