/** WireGuard on Linux, for both kinds of device, by `ip` and `wg`; secrets go through standard input. */
import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { readNameServers } from '../../base/name-servers.ts';
import type { DeviceSettings, TunnelBackend } from './backend.ts';
import { deleteDevice, interfaceExists, type LinuxDevices } from './linux-device.ts';
import {
  attempt,
  failure,
  type LinuxTools,
  runIpJson,
  runTool,
  type ToolInput,
  withSecret,
} from './linux-tools.ts';
import { parseAddresses, parseRoutes } from './local-networks.ts';
import { formatPeers, removalArguments } from './wg-config.ts';
import { parseWgDump } from './wg-dump.ts';
import { endWireguardGo } from './wireguard-go-devices.ts';

const UP_TIMEOUT_MS = 2_000;
const POLL_MS = 3;

export function createLinuxBackend(
  { ip, wg }: LinuxTools,
  wgVersion: string,
  devices: LinuxDevices,
): TunnelBackend {
  /** Runs `wg` on an interface; one that is gone is told apart without reading error texts. */
  async function onDevice(name: string, args: readonly string[], input?: ToolInput): Promise<Result<string>> {
    const done = await runTool(wg, args, input);
    return done.ok || interfaceExists(name) ? done : fail(fault('tunnel.interface-missing', { name }));
  }

  /** wireguard-go opens its UDP socket a moment after the link is up, and only then fails for a taken port. */
  async function openPort(name: string): Promise<Result<number>> {
    const deadline = performance.now() + UP_TIMEOUT_MS;
    while (performance.now() < deadline) {
      const shown = await onDevice(name, ['show', name, 'listen-port']);
      if (!shown.ok) return shown;
      const port = Number(shown.value);
      if (port > 0) return ok(port);
      await delay(POLL_MS);
    }
    return fail(fault('tunnel.create-failed', { detail: `${name} opens no UDP port` }));
  }

  async function setPort(name: string, port: number, previous: number): Promise<Result<void>> {
    if (await isPortTaken(port)) return fail(fault('tunnel.port-taken', { port }));
    const args = ['set', name, 'listen-port', String(port)];
    const done = await attempt(wg, args);
    if (!done.ok) return done;
    if (done.value.exitCode === 0) return ok(undefined);
    // The failed attempt has closed the socket that was open.
    await attempt(wg, ['set', name, 'listen-port', String(previous)]);
    const taken = done.value.stderr.includes('Address already in use');
    return fail(taken ? fault('tunnel.port-taken', { port }) : failure(wg, args, done.value));
  }

  async function configure(name: string, { privateKey, listenPort, mtu }: DeviceSettings) {
    const up = await runTool(ip, ['link', 'set', 'mtu', String(mtu), 'up', 'dev', name]);
    if (!up.ok) return up;
    const opened = await openPort(name);
    if (!opened.ok) return opened;
    if (listenPort !== 0 && listenPort !== opened.value) {
      const moved = await setPort(name, listenPort, opened.value);
      if (!moved.ok) return moved;
    }
    if (privateKey !== undefined) {
      const args = ['set', name, 'private-key', '/dev/stdin'];
      const keyed = await withSecret(`${privateKey}\n`, (input) => onDevice(name, args, input));
      if (!keyed.ok) return keyed;
    }
    return ok(listenPort === 0 ? opened.value : listenPort);
  }

  return {
    ...devices,
    wgVersion,
    exists: interfaceExists,
    async remove(name, daemon) {
      const ended = daemon === null ? ok(undefined) : await endWireguardGo(name, daemon);
      return ended.ok ? deleteDevice(ip, name) : ended;
    },
    configure,
    async setAddress(name, next, previous) {
      const removal = previous === null ? '' : `address del ${previous} dev ${name}\n`;
      const input = `${removal}address replace ${next} dev ${name}\n`;
      const done = await runTool(ip, ['-batch', '-'], { input });
      return done.ok ? ok(undefined) : done;
    },
    async setPeers(name, peers) {
      const args = ['addconf', name, '/dev/stdin'];
      const done = await withSecret(formatPeers(peers), (input) => onDevice(name, args, input));
      return done.ok ? ok(undefined) : done;
    },
    async removePeers(name, publicKeys) {
      const done = await onDevice(name, removalArguments(name, publicKeys));
      return done.ok ? ok(undefined) : done;
    },
    async status(name) {
      const done = await onDevice(name, ['show', name, 'dump']);
      if (!done.ok) return done;
      const status = parseWgDump(name, done.value);
      return status === null
        ? fail(fault('tunnel.create-failed', { detail: `${wg} show ${name} dump: unknown format` }))
        : ok(status);
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

/** Asks the system before anything is changed; `wg` has the last word. */
function isPortTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      resolve(true);
    });
    socket.bind({ port, exclusive: true }, () => socket.close(() => resolve(false)));
  });
}
