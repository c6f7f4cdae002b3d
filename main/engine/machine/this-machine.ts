/** This computer as it is. */
import { createSocket } from 'node:dgram';
import { existsSync, readFileSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { arch, hostname, networkInterfaces, release, uptime } from 'node:os';
import { join } from 'node:path';
import { readNameServers } from '../../base/name-servers.ts';
import { runCommand } from '../../base/run-command.ts';
import { readOsRelease, wireguardInstallHint } from '../../base/wireguard-install-hint.ts';
import { defaultGateways, localAddressTowards } from './gateway/default-gateways.ts';
import { linuxDefaultRoutes, linuxRoutedNetworks, linuxShortLivedIpv6 } from './linux-network.ts';
import type { Machine, TriedTool } from './machine.ts';
import { measureLoad } from './measure-load.ts';
import { onLinuxNetworkEvent } from './network-events.ts';
import { readSystem } from './read-system.ts';

const TOOL_FOLDERS = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin', '/usr/local/sbin'];

/** It takes 10 ms. */
const TOOL_MS = 2000;

const { platform } = process;

export const thisMachine: Machine = {
  platform,
  system: `${platform} ${release()} ${arch()}`,
  hostName: hostname(),
  wireguardHint: () => wireguardInstallHint(platform, readOsRelease()),
  interfaces: networkInterfaces,
  // Only Linux tells these three without running a program.
  shortLivedIpv6: () => linuxShortLivedIpv6(linuxTable('if_inet6')),
  routedNetworks: () => [...linuxRoutedNetworks(linuxTable('route')), ...readNameServers()],
  defaultRoutes: () => linuxDefaultRoutes(linuxTable('route'), linuxTable('ipv6_route')),
  onNetworkEvent: (listener) => (platform === 'linux' ? onLinuxNetworkEvent(listener) : () => undefined),
  uptimeMs: () => uptime() * 1000,
  gateways: () => defaultGateways(),
  sourceFor: localAddressTowards,
  isPortFree,
  tryWireguardTool,
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
  readSystem,
  measureLoad,
  async wireless() {
    // Not there without a wireless device.
    return linuxTable('wireless') || null;
  },
};

/** Empty elsewhere, and for what this kernel was built without. A turn of the thread pool would cost more than to read it. */
function linuxTable(name: string): string {
  const path = `/proc/net/${name}`;
  // One of them is asked for each second, and most machines have none: an error each time would cost more than the look.
  if (platform !== 'linux' || !existsSync(path)) return '';
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isPortFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(port, () => socket.close(() => resolve(true)));
  });
}

/** Elsewhere than on Linux it comes with WireGuard's own installation, of which the helper tells. */
async function tryWireguardTool(): Promise<TriedTool> {
  if (platform !== 'linux') return 'works';
  for (const folder of TOOL_FOLDERS) {
    const file = join(folder, 'wg');
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    const ran = await runCommand({ file, args: ['--version'], timeoutMs: TOOL_MS, check: false });
    if (!ran.ok) return { reason: 'tool-hangs', program: 'wg', ms: TOOL_MS };
    const { exitCode } = ran.value;
    return exitCode === 0 ? 'works' : { reason: 'tool-exits', program: 'wg', exitCode };
  }
  return 'missing';
}
