/** Running `ip` and `wg`. What they print never leaves the helper whole: it may quote a secret from their input. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { parseJson } from '../../base/parse-json.ts';
import { type Command, type CommandOutput, runCommand } from '../../base/run-command.ts';
import { findTrustedProgram } from './trusted-program.ts';

/** Paths of the programs; null where one is missing. */
export interface LinuxTools {
  readonly ip: string;
  readonly wg: string;
  readonly wireguardGo: string | null;
}

/** What a tool reads: text, or a file that {@link withSecret} lends. */
export type ToolInput = Pick<Command, 'input' | 'stdin'>;

/** A file system in memory (FHS 3.0 §3.15 as systems have it), where only root can write. */
const SECRETS_FOLDER = '/run';
/** Looking whether something is there takes ms; 5 s also do on a machine that swaps. */
const PRESENCE_TIMEOUT_MS = 5_000;

export function findLinuxTools(): LinuxTools | null {
  const [ip, wg] = [findTrustedProgram('ip'), findTrustedProgram('wg')];
  return ip === null || wg === null ? null : { ip, wg, wireguardGo: findTrustedProgram('wireguard-go') };
}

/** Runs a tool to success. */
export async function runTool(
  file: string,
  args: readonly string[],
  input: ToolInput = {},
): Promise<Result<string, 'tunnel.create-failed'>> {
  const done = await attempt(file, args, input);
  if (!done.ok) return done;
  return done.value.exitCode === 0 ? ok(done.value.stdout) : fail(failure(file, args, done.value));
}

/** Runs a tool that may well fail; only one that can't be run at all or hangs is a fault. */
export async function attempt(
  file: string,
  args: readonly string[],
  input: ToolInput = {},
): Promise<Result<CommandOutput, 'tunnel.create-failed'>> {
  const done = await runCommand({ file, args, check: false, ...input });
  return done.ok ? done : fail(fault('tunnel.create-failed', { detail: `${file}: ${done.fault.code}` }));
}

/**
 * Lends a secret as the standard input of a program that opens /dev/stdin by name, as `wg` does: that fails for a
 * socket, which Node's pipes are. So it is a file in memory that has lost its name before the secret is in it.
 */
export async function withSecret<T>(secret: string, use: (input: ToolInput) => Promise<T>): Promise<T> {
  const path = join(SECRETS_FOLDER, `lanrage-${randomUUID()}`);
  const stdin = openSync(path, 'wx+', 0o600);
  try {
    rmSync(path);
    writeSync(stdin, secret);
    return await use({ stdin });
  } finally {
    closeSync(stdin);
  }
}

/** Says which step failed, from arguments alone: they hold no secret. */
export function failure(
  file: string,
  args: readonly string[],
  { exitCode }: CommandOutput,
): Fault<'tunnel.create-failed'> {
  const detail = `${[file, ...args].join(' ').slice(0, 500)} ended with ${exitCode}`;
  return fault('tunnel.create-failed', { detail });
}

/** Runs `ip -j` and parses its answer. */
export async function runIpJson<T>(
  ip: string,
  args: readonly string[],
  parse: (json: unknown) => T | null,
): Promise<Result<T, 'tunnel.create-failed'>> {
  const done = await runTool(ip, ['-j', ...args]);
  if (!done.ok) return done;
  const parsed = parse(parseJson(done.value));
  return parsed === null
    ? fail(fault('tunnel.create-failed', { detail: `${ip} ${args.join(' ')}: unknown format` }))
    : ok(parsed);
}

/** Version line of `wg`, null when it doesn't run. */
export async function readWgVersion(wg: string): Promise<string | null> {
  const done = await runCommand({ file: wg, args: ['--version'], timeoutMs: PRESENCE_TIMEOUT_MS });
  return done.ok ? done.value.stdout.trim().slice(0, 200) : null;
}

/** Tells whether the kernel makes WireGuard devices, loading its module if need be: makes one and takes it away. */
export async function hasKernelWireGuard(ip: string): Promise<boolean> {
  const probe = `lrprobe${process.pid}`;
  const input = `link add ${probe} type wireguard\nlink del ${probe}\n`;
  const done = await runCommand({ file: ip, args: ['-batch', '-'], input, timeoutMs: PRESENCE_TIMEOUT_MS });
  return done.ok;
}
