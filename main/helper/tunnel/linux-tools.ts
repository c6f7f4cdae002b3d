/** The programs that make tunnels on Linux, and what `ip` answers. */
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { parseJson } from '../../base/parse-json.ts';
import { runCommand } from '../../base/run-command.ts';
import { PRESENCE_TIMEOUT_MS, runTool } from './tools.ts';
import { findTrustedProgram } from './trusted-program.ts';

/** Paths of the programs; null where one is missing. */
export interface LinuxTools {
  readonly ip: string;
  readonly wg: string;
  readonly wireguardGo: string | null;
}

export function findLinuxTools(): LinuxTools | null {
  const [ip, wg] = [findTrustedProgram('ip'), findTrustedProgram('wg')];
  return ip === null || wg === null ? null : { ip, wg, wireguardGo: findTrustedProgram('wireguard-go') };
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
    ? fail(fault('tunnel.create-failed', { reason: 'unknown-format', command: `${ip} ${args.join(' ')}` }))
    : ok(parsed);
}

/** Tells whether the kernel makes WireGuard devices, loading its module if need be: makes one and takes it away. */
export async function hasKernelWireGuard(ip: string): Promise<boolean> {
  const probe = `lrprobe${process.pid}`;
  const input = `link add ${probe} type wireguard\nlink del ${probe}\n`;
  const done = await runCommand({ file: ip, args: ['-batch', '-'], input, timeoutMs: PRESENCE_TIMEOUT_MS });
  return done.ok;
}
