/** Watches this machine's addresses, default routes, sleep and clock, by a cheap look every two seconds. */
import { readFileSync } from 'node:fs';
import { networkInterfaces, uptime } from 'node:os';
import type { Clock } from '../../base/clock.ts';
import { findChanges, type NetworkChange, type NetworkLook } from './network-changes.ts';

export interface WatchOptions {
  readonly clock: Clock;
  readonly onChange: (change: NetworkChange) => void;
  /** What a look sees of the machine; the real one unless a test gives another. */
  readonly read?: () => Pick<NetworkLook, 'uptimeMs' | 'network'>;
}

const INTERVAL_MS = 2_000;
/** Our own tunnel comes and goes by our own doing. */
const OWN_DEVICE = /^lanrage\d/;

/** Looks now and every two seconds until the returned function is called. Changes come one by one. */
export function watchNetwork({ clock, onChange, read = readSystem }: WatchOptions): () => void {
  const look = (): NetworkLook => ({ nowMs: clock.now(), wallMs: clock.date().getTime(), ...read() });
  let before = look();
  let cancel = clock.after(INTERVAL_MS, check);
  let watching = true;
  function check(): void {
    const after = look();
    const changes = findChanges(before, after, INTERVAL_MS);
    before = after;
    cancel = clock.after(INTERVAL_MS, check);
    for (const change of changes) if (watching) onChange(change);
  }
  return () => {
    watching = false;
    cancel();
  };
}

function readSystem(): Pick<NetworkLook, 'uptimeMs' | 'network'> {
  return { uptimeMs: uptime() * 1000, network: [...addresses(), ...defaultRoutes()].join('\n') };
}

/** Link-local IPv6 is left out: it leads nowhere, and comes with every virtual device. */
function addresses(): string[] {
  return Object.entries(networkInterfaces())
    .filter(([device]) => !OWN_DEVICE.test(device))
    .flatMap(([device, list = []]) =>
      list
        .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
        .map(({ cidr, address }) => `${device} ${cidr ?? address}`),
    )
    .sort();
}

/** Device, gateway and metric of the routes to everywhere. Only Linux tells without running a program. */
function defaultRoutes(): string[] {
  const ipv4 = rows('/proc/net/route')
    .filter(([, destination, , , , , , mask]) => destination === '00000000' && mask === '00000000')
    .map(([device, , gateway, , , , metric]) => [device, gateway, metric]);
  const ipv6 = rows('/proc/net/ipv6_route')
    .filter(([destination, prefix]) => prefix === '00' && /^0+$/.test(destination ?? ''))
    .map(([, , , , gateway, metric, , , , device]) => [device, gateway, metric]);
  return [...ipv4, ...ipv6]
    .filter(([device = '']) => device !== 'lo' && !OWN_DEVICE.test(device))
    .map((route) => route.join(' '))
    .sort();
}

function rows(file: string): string[][] {
  if (process.platform !== 'linux') return [];
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
  } catch {
    // A kernel without IPv6 has no such file; addresses still tell.
    return [];
  }
}
