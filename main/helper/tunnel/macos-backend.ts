/** WireGuard on macOS: `wireguard-go`, `wg`, `ifconfig` and `route`. The system names its devices utun0, utun1 … itself. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { ok, type Result } from '../../../shared/result.ts';
import { readNameServers } from '../../base/name-servers.ts';
import { runCommand } from '../../base/run-command.ts';
import type { TunnelBackend } from './backend.ts';
import { networkOf } from './local-networks.ts';
import { ownNetworks, parseNetstat } from './macos-networks.ts';
import { lendByStdin } from './secrets.ts';
import { createSteering } from './steering.ts';
import { attempt, type RunTool, runTool } from './tools.ts';
import { createWgControl } from './wg-control.ts';
import { createWireguardGoDevices, endWireguardGo, socketOf } from './wireguard-go-devices.ts';

export interface MacosTools {
  readonly wireguardGo: string;
  readonly wg: string;
  readonly ifconfig: string;
  readonly route: string;
  readonly netstat: string;
}

/** @param folder - that only root can change: it says which utun is ours. */
export function createMacosBackend(
  { wireguardGo, wg, ifconfig, route, netstat }: MacosTools,
  wgVersion: string,
  folder: string,
  run: RunTool = runCommand,
): TunnelBackend {
  const nameFile = (name: string) => join(folder, `${name}.utun`);

  /** Empty when there is none, or something else stands there. */
  function utunOf(name: string): string {
    const path = nameFile(name);
    const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
    return /^utun\d{1,4}$/.test(text) ? text : '';
  }

  const exists = (name: string) => utunOf(name) !== '' && existsSync(socketOf(utunOf(name)));
  const devices = createWireguardGoDevices(wireguardGo, {
    deviceOf: utunOf,
    wanted: 'utun',
    environment: (name) => ({ WG_TUN_NAME_FILE: nameFile(name) }),
    exists,
  });
  const {
    openPort: _,
    configure,
    ...steering
  } = createSteering(createWgControl({ wg, run, exists, deviceOf: utunOf, lend: lendByStdin(folder) }));
  const done = async (file: string, args: readonly string[]): Promise<Result<void>> => {
    const ran = await runTool(file, args, {}, run);
    return ran.ok ? ok(undefined) : ran;
  };

  return {
    kind: 'wireguard-go',
    wgVersion,
    ...steering,
    exists,
    async create(name, events) {
      // Of a device that went without us.
      if (!exists(name)) rmSync(nameFile(name), { force: true });
      return devices.create(name, events);
    },
    async remove(name, daemon) {
      const device = utunOf(name);
      const ended = daemon === null ? ok(undefined) : await endWireguardGo(device, daemon);
      if (ended.ok) rmSync(nameFile(name), { force: true });
      return ended;
    },
    async configure(name, settings) {
      const up = await done(ifconfig, [utunOf(name), 'mtu', String(settings.mtu), 'up']);
      return up.ok ? configure(name, settings) : up;
    },
    async setAddress(name, next, previous) {
      const device = utunOf(name);
      const isSame = previous === next;
      if (previous !== null && !isSame) {
        // Its route may be gone with it, or before it.
        await attempt(
          route,
          ['-q', '-n', 'delete', '-inet', networkOf(previous), '-interface', device],
          {},
          run,
        );
        const removed = await done(ifconfig, [device, 'inet', hostOf(previous), '-alias']);
        if (!removed.ok) return removed;
      }
      // A device of two ends: both are this one.
      const set = await done(ifconfig, [device, 'inet', next, hostOf(next), 'alias']);
      if (!set.ok) return set;
      const add = ['-q', '-n', 'add', '-inet', networkOf(next), '-interface', device];
      if (!isSame) return done(route, add);
      // It may be there.
      await attempt(route, add, {}, run);
      return ok(undefined);
    },
    setMtu: (name, mtu) => done(ifconfig, [utunOf(name), 'mtu', String(mtu)]),
    async networks() {
      const routes = await runTool(netstat, ['-rn', '-f', 'inet'], {}, run);
      if (!routes.ok) return routes;
      const all = [...ownNetworks(networkInterfaces()), ...parseNetstat(routes.value), ...readNameServers()];
      // People and rules know the device by our name.
      const ours = readNames(folder);
      return ok(all.map((one) => ({ ...one, device: ours.get(one.device) ?? one.device })));
    },
  };

  function readNames(where: string): ReadonlyMap<string, string> {
    const names = Array.from({ length: MAX_NAMES }, (_, i) => `lanrage${i}`);
    return new Map(
      names.filter((name) => existsSync(join(where, `${name}.utun`))).map((name) => [utunOf(name), name]),
    );
  }
}

/** Names that are looked for; the settings allow more, and nobody needs them. */
const MAX_NAMES = 100;

function hostOf(text: string): string {
  return text.split('/')[0] ?? '';
}
