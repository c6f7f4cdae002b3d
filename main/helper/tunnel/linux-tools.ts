/** The programs that make tunnels on Linux, and what `ip` answers. */
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { parseJson } from '../../base/parse-json.ts';
import { runCommand } from '../../base/run-command.ts';
import { type LocalNetwork, parseAddresses, parseRoutes } from './local-networks.ts';
import { PRESENCE_TIMEOUT_MS, runTool } from './tools.ts';
import { findTrustedProgram } from './trusted-program.ts';

/** Each is answered by a line. */
const NETWORKS = ['address show', 'route show table all'];

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

/** Every IPv4 network of this machine, by one process. */
export async function readNetworks(
  ip: string,
): Promise<Result<readonly LocalNetwork[], 'tunnel.create-failed'>> {
  const done = await runTool(ip, ['-j', '-4', '-batch', '-'], { input: `${NETWORKS.join('\n')}\n` });
  if (!done.ok) return done;
  const [addresses = '', routes = ''] = done.value.split('\n');
  const found = [parseAddresses(parseJson(addresses)), parseRoutes(parseJson(routes))];
  const isKnown = found.every((networks) => networks !== null);
  return isKnown
    ? ok(found.flat())
    : fail(
        fault('tunnel.create-failed', { reason: 'unknown-format', command: `${ip} ${NETWORKS.join(', ')}` }),
      );
}

/** Tells whether the kernel makes WireGuard devices, loading its module if need be: makes one and takes it away. */
export async function hasKernelWireGuard(ip: string): Promise<boolean> {
  const probe = `lrprobe${process.pid}`;
  const input = `link add ${probe} type wireguard\nlink del ${probe}\n`;
  const done = await runCommand({ file: ip, args: ['-batch', '-'], input, timeoutMs: PRESENCE_TIMEOUT_MS });
  return done.ok;
}
