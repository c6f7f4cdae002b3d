/** Running system programs. What they print never leaves the helper whole: it may quote a secret from their input. */
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { type Command, type CommandOutput, runCommand } from '../../base/run-command.ts';

/** What a tool reads: text, or an open file. */
export type ToolInput = Pick<Command, 'input' | 'stdin'>;

/** Runs a program; tests replace it to stand in for other systems. */
export type RunTool = typeof runCommand;

/** Looking whether something is there takes ms; 5 s also do on a machine that swaps. */
export const PRESENCE_TIMEOUT_MS = 5_000;

/** It takes 10 ms; somebody waits for all that comes after. */
const VERSION_MS = 2_000;

/** Runs a tool to success. */
export async function runTool(
  file: string,
  args: readonly string[],
  input: ToolInput = {},
  run: RunTool = runCommand,
): Promise<Result<string, 'tunnel.create-failed'>> {
  const done = await attempt(file, args, input, run);
  if (!done.ok) return done;
  return done.value.exitCode === 0 ? ok(done.value.stdout) : fail(failure(file, args, done.value));
}

/** Runs a tool that may well fail; only one that can't be run at all or hangs is a fault. */
export async function attempt(
  file: string,
  args: readonly string[],
  input: ToolInput = {},
  run: RunTool = runCommand,
): Promise<Result<CommandOutput, 'tunnel.create-failed'>> {
  const done = await run({ file, args, check: false, ...input });
  return done.ok ? done : fail(notRun(file, done.fault));
}

/** Says which step failed, from arguments alone: they hold no secret. */
export function failure(
  file: string,
  args: readonly string[],
  { exitCode }: CommandOutput,
): Fault<'tunnel.create-failed'> {
  const command = [file, ...args].join(' ').slice(0, 500);
  return fault('tunnel.create-failed', { reason: 'tool-failed', command, exitCode });
}

/** Says that a program could not be run to its end. */
export function notRun(program: string, { code: problem }: Fault): Fault<'tunnel.create-failed'> {
  return fault('tunnel.create-failed', { reason: 'tool-not-run', program, problem });
}

/** Version line of `wg`. @fault tunnel.wireguard-broken - it is there, and says nothing. */
export async function askWgVersion(
  wg: string,
  run: RunTool = runCommand,
): Promise<Result<string, 'tunnel.wireguard-broken'>> {
  const done = await run({ file: wg, args: ['--version'], timeoutMs: VERSION_MS, check: false });
  const program = 'wg';
  if (!done.ok)
    return fail(fault('tunnel.wireguard-broken', { reason: 'tool-hangs', program, ms: VERSION_MS }));
  const { exitCode, stdout } = done.value;
  return exitCode === 0
    ? ok(stdout.trim().slice(0, 200))
    : fail(fault('tunnel.wireguard-broken', { reason: 'tool-exits', program, exitCode }));
}

/** The same, null when it doesn't run. */
export async function readWgVersion(wg: string, run?: RunTool): Promise<string | null> {
  const version = await askWgVersion(wg, run);
  return version.ok ? version.value : null;
}
