/** WireGuard on Linux, for both kinds of device, by `ip` and `wg`; secrets go through standard input. */
import { ok } from '../../../shared/result.ts';
import { readNameServers } from '../../base/name-servers.ts';
import type { DeviceSettings, TunnelBackend } from './backend.ts';
import { deleteDevice, interfaceExists, type LinuxDevices } from './linux-device.ts';
import type { TunnelGuard } from './linux-guard.ts';
import { type LinuxTools, runIpJson } from './linux-tools.ts';
import { parseAddresses, parseRoutes } from './local-networks.ts';
import { lendByStdin } from './secrets.ts';
import { runTool } from './tools.ts';
import { createWgSteering } from './wg-steering.ts';
import { endWireguardGo } from './wireguard-go-devices.ts';

/** A file system in memory (FHS 3.0 §3.15 as systems have it), where only root can write. */
const SECRETS_FOLDER = '/run';

export function createLinuxBackend(
  { ip, wg }: LinuxTools,
  wgVersion: string,
  devices: LinuxDevices,
  guard: TunnelGuard | null = null,
): TunnelBackend {
  const { openPort, setPort, setKey, ...steering } = createWgSteering({
    wg,
    exists: interfaceExists,
    lend: lendByStdin(SECRETS_FOLDER),
  });

  async function configure(name: string, { privateKey, listenPort, mtu }: DeviceSettings) {
    const up = await runTool(ip, ['link', 'set', 'mtu', String(mtu), 'up', 'dev', name]);
    if (!up.ok) return up;
    // wireguard-go opens its UDP socket a moment after the link is up, and only then fails for a taken port.
    const opened = await openPort(name);
    if (!opened.ok) return opened;
    if (listenPort !== 0 && listenPort !== opened.value) {
      const moved = await setPort(name, listenPort, opened.value);
      if (!moved.ok) return moved;
    }
    if (privateKey !== undefined) {
      const keyed = await setKey(name, privateKey);
      if (!keyed.ok) return keyed;
    }
    return ok(listenPort === 0 ? opened.value : listenPort);
  }

  return {
    kind: devices.kind,
    ...steering,
    wgVersion,
    guard,
    exists: interfaceExists,
    create: (name, { onStarted, onGone }) =>
      devices.create(name, {
        onStarted,
        onGone() {
          onGone();
          void guard?.sweep();
        },
      }),
    async remove(name, daemon) {
      const ended = daemon === null ? ok(undefined) : await endWireguardGo(name, daemon);
      const removed = ended.ok ? await deleteDevice(ip, name) : ended;
      if (removed.ok) await guard?.clear(name);
      return removed;
    },
    configure,
    async setAddress(name, next, previous) {
      const removal = previous === null ? '' : `address del ${previous} dev ${name}\n`;
      const input = `${removal}address replace ${next} dev ${name}\n`;
      const done = await runTool(ip, ['-batch', '-'], { input });
      return done.ok ? ok(undefined) : done;
    },
    async networks() {
      const [addresses, routes] = await Promise.all([
        runIpJson(ip, ['-4', 'address', 'show'], parseAddresses),
        runIpJson(ip, ['-4', 'route', 'show', 'table', 'all'], parseRoutes),
      ]);
      if (!addresses.ok) return addresses;
      if (!routes.ok) return routes;
      const servers = readNameServers().map((server) => ({ ...server, address: null }));
      return ok([...addresses.value, ...routes.value, ...servers]);
    },
  };
}
