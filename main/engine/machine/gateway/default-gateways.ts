/** Asks the system which routers lead out of the own network. */
import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { runCommand } from '../../../base/run-command.ts';
import { windowsProgram } from '../../../base/windows-program.ts';
import { parseLinuxIpv6Routes, parseLinuxRoutes } from './linux-routes.ts';
import { type Gateways, parseNetstat, parseRoutePrint } from './printed-routes.ts';

const NONE: Gateways = { ipv4: null, ipv6: null };
/** A table is printed in a few ms; a system that needs longer has no time for us. */
const COMMAND_MS = 3_000;
/** RFC 863: nothing is sent, but a socket needs a port to choose its route. */
const DISCARD_PORT = 9;

/** The gateways of the default routes. Needs no rights; null where there is none, or the system doesn't tell. */
export async function defaultGateways(
  platform: NodeJS.Platform = process.platform,
  run: typeof runCommand = runCommand,
): Promise<Gateways> {
  if (platform === 'linux') {
    const [ipv4, ipv6] = await Promise.all(['/proc/net/route', '/proc/net/ipv6_route'].map(readTable));
    return { ipv4: parseLinuxRoutes(ipv4 ?? ''), ipv6: parseLinuxIpv6Routes(ipv6 ?? '') };
  }
  const [file, args, parse] =
    platform === 'win32'
      ? ([windowsProgram('route'), ['print'], parseRoutePrint] as const)
      : (['netstat', ['-rn'], parseNetstat] as const);
  const printed = await run({ file, args, timeoutMs: COMMAND_MS });
  return printed.ok ? parse(printed.value.stdout) : NONE;
}

/** The own address that packets to `address` leave from; null when there is no route. Sends nothing. */
export function localAddressTowards(address: string): Promise<string | null> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    const settle = (local: string | null): void => {
      socket.close();
      resolve(local);
    };
    socket.once('error', () => settle(null));
    socket.connect(DISCARD_PORT, address, () => settle(socket.address().address));
  });
}

async function readTable(path: string): Promise<string> {
  // A kernel without IPv6 has no table for it.
  return readFile(path, 'utf8').catch(() => '');
}
