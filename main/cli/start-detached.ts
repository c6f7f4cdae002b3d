/** `lanrage up --detach`: the same command in a process of its own that outlives this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import { faultSchema } from '../../shared/model/wire.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseJson } from '../base/parse-json.ts';
import { type UpEvent, upEventSchema } from './up-answer.ts';

/** An engine is up within a second; a helper that has to be allowed first isn't waited for. */
const READY_WITHIN_MS = 60_000;

const failureSchema = z.object({ ok: z.literal(false), fault: faultSchema });

/**
 * Starts `lanrage <args>`, which must print JSON, and waits for its first line.
 * @fault command.failed - it ended without one. @fault command.timed-out - it was stopped after 60 s.
 */
export async function startDetached(args: readonly string[]): Promise<Result<UpEvent>> {
  const [node, script = ''] = process.argv;
  const child = spawn(node ?? process.execPath, [...process.execArgv, script, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const command = `lanrage ${args[0] ?? ''}`;
  const ended = (exitCode: number): Result<never> =>
    fail(fault('command.failed', { command, exitCode, stderr: '' }));
  const result = await new Promise<Result<UpEvent>>((resolve) => {
    const timer = setTimeout(() => {
      child.kill();
      resolve(fail(fault('command.timed-out', { command, timeoutMs: READY_WITHIN_MS })));
    }, READY_WITHIN_MS);
    firstLine(child, (line) => resolve(understand(line) ?? ended(0)));
    child.once('error', () => resolve(ended(-1)));
    child.once('exit', (code) => {
      clearTimeout(timer);
      // Its last line may still be on its way through the pipe.
      child.stdout?.once('close', () => resolve(ended(code ?? -1)));
    });
  });
  child.stdout?.destroy();
  child.unref();
  return result;
}

function firstLine(child: ChildProcess, onLine: (line: string) => void): void {
  if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', onLine);
}

function understand(line: string): Result<UpEvent> | null {
  const value = parseJson(line);
  const up = upEventSchema.safeParse(value);
  if (up.success) return ok(up.data);
  const failure = failureSchema.safeParse(value);
  return failure.success ? fail(failure.data.fault as Fault) : null;
}
