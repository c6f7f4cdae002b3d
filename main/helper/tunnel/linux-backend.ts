/** WireGuard on Linux, for both kinds of device, by `ip` and `wg` or the device's own socket; no secret is on a command line. */
import { ok } from '../../../shared/result.ts';
import { readNameServers } from '../../base/name-servers.ts';
import type { DiscoveryRelay, TunnelBackend, TunnelGuard } from './backend.ts';
import type { HostFirewall } from './firewall.ts';
import { deleteDevice, interfaceExists, type LinuxDevices } from './linux-device.ts';
import { createMemberRoutes } from './linux-member-routes.ts';
import { type LinuxTools, readNetworks } from './linux-tools.ts';
import { networkOf } from './local-networks.ts';
import { createReadyTools, type ReadyTools } from './ready-tools.ts';
import { lendByStdin } from './secrets.ts';
import { createSteering } from './steering.ts';
import { attempt, runTool } from './tools.ts';
import { createUapiControl } from './uapi-control.ts';
import { createWgControl } from './wg-control.ts';
import { endWireguardGo } from './wireguard-go-devices.ts';

/** A file system in memory (FHS 3.0 §3.15 as systems have it), where only root can write. */
const SECRETS_FOLDER = '/run';

/** What was read in this time is still so: as long as an address takes to come from the server. */
const NETWORKS_LAST_MS = 2_000;
const BATCH = ['-batch', '-'];

/** What the kernel's packet filter does for tunnels. */
export interface LinuxTables {
  readonly guard: TunnelGuard | null;
  readonly discovery: DiscoveryRelay;
  readonly firewall: HostFirewall;
}

export function createLinuxBackend(
  { ip, wg }: LinuxTools,
  wgVersion: string,
  devices: LinuxDevices,
  { guard, discovery, firewall }: LinuxTables,
  { run, expect }: ReadyTools = createReadyTools(),
): TunnelBackend {
  const {
    openPort: _,
    configure,
    ...steering
  } = createSteering(
    devices.kind === 'wireguard-go'
      ? createUapiControl(interfaceExists)
      : createWgControl({ wg, exists: interfaceExists, lend: lendByStdin(SECRETS_FOLDER) }),
  );

  /** Their tables go with them; what ends by itself leaves some. */
  const removed = new Set<string>();
  /** This machine's networks, asked for before somebody waits for them; for one question. */
  let ahead: { readonly atMs: number; readonly networks: ReturnType<typeof readNetworks> } | null = null;

  return {
    kind: devices.kind,
    ...steering,
    wgVersion,
    guard,
    discovery,
    firewall,
    exists: interfaceExists,
    create(name, { onStarted, onGone }) {
      removed.delete(name);
      // To bring it up.
      expect({ file: ip, args: BATCH });
      return devices.create(name, {
        onStarted,
        onGone() {
          onGone();
          if (removed.has(name)) return;
          void guard?.sweep();
          void discovery.sweep();
          void firewall.sweep();
        },
      });
    },
    async remove(name, daemon) {
      removed.add(name);
      const ended = daemon === null ? ok(undefined) : await endWireguardGo(name, daemon);
      const deleted = ended.ok ? await deleteDevice(ip, name) : ended;
      if (deleted.ok) await Promise.all([guard?.clear(name), discovery.clear(name), firewall.close(name)]);
      return deleted;
    },
    async configure(name, settings) {
      const up = await runTool(ip, BATCH, { input: `link set mtu ${settings.mtu} up dev ${name}\n` }, run);
      // wireguard-go opens its UDP socket a moment after the link is up, and only then fails for a taken port.
      return up.ok ? configure(name, settings) : up;
    },
    async setAddress(name, next, previous) {
      const isSame = previous === next;
      const removal = previous === null || isSame ? '' : `address del ${previous} dev ${name}\n`;
      const input = `${removal}address replace ${next} dev ${name}\n`;
      const done = await runTool(ip, BATCH, { input }, run);
      // The kernel adds the route with the address alone. One that is there is refused, and nobody else's is replaced.
      if (done.ok && isSame) await attempt(ip, ['route', 'append', ...routeOf(next), 'dev', name]);
      return done.ok ? ok(undefined) : done;
    },
    async setMtu(name, mtu) {
      const done = await runTool(ip, ['link', 'set', 'mtu', String(mtu), 'dev', name]);
      return done.ok ? ok(undefined) : done;
    },
    memberRoutes: createMemberRoutes(ip),
    expectAddress(name) {
      expect({ file: ip, args: BATCH });
      void guard?.prepare?.(name);
      ahead = { atMs: performance.now(), networks: readNetworks(ip) };
    },
    async networks() {
      const known =
        ahead !== null && performance.now() - ahead.atMs <= NETWORKS_LAST_MS ? ahead.networks : null;
      ahead = null;
      const networks = await (known ?? readNetworks(ip));
      return networks.ok ? ok([...networks.value, ...readNameServers()]) : networks;
    },
  };
}

/** As the kernel makes it for an address, e.g. `10.66.0.1/16`. */
function routeOf(address: string): string[] {
  const [own = ''] = address.split('/');
  return [networkOf(address), 'proto', 'kernel', 'scope', 'link', 'src', own];
}
