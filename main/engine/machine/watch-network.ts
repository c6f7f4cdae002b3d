/** Watches this machine's addresses, default routes, sleep and clock, by a cheap look every two seconds. */
import type { Clock } from '../../base/clock.ts';
import { every } from '../../base/time.ts';
import type { Interfaces, Machine } from './machine.ts';
import { findChanges, type NetworkChange, type NetworkLook } from './network-changes.ts';
import { OWN_DEVICE } from './own-device.ts';

export interface WatchOptions {
  readonly machine: Pick<Machine, 'interfaces' | 'defaultRoutes' | 'uptimeMs'>;
  readonly clock: Clock;
  onChange(change: NetworkChange): void;
}

const INTERVAL_MS = 2_000;

/** Looks now and every two seconds until the returned function is called. Changes come one by one. */
export function watchNetwork({ machine, clock, onChange }: WatchOptions): () => void {
  const look = (): NetworkLook => ({
    nowMs: clock.now(),
    wallMs: clock.date().getTime(),
    uptimeMs: machine.uptimeMs(),
    network: [...addresses(machine.interfaces()), ...machine.defaultRoutes()].join('\n'),
  });
  let before = look();
  let isWatching = true;
  const stop = every(clock, INTERVAL_MS, () => {
    const after = look();
    const changes = findChanges(before, after, INTERVAL_MS);
    before = after;
    for (const change of changes) if (isWatching) onChange(change);
  });
  return () => {
    isWatching = false;
    stop();
  };
}

/** Our own tunnel comes and goes by our own doing. Link-local IPv6 leads nowhere, and comes with every virtual device. */
function addresses(interfaces: Interfaces): string[] {
  return Object.entries(interfaces)
    .filter(([device]) => !OWN_DEVICE.test(device))
    .flatMap(([device, list = []]) =>
      list
        .filter(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
        .map(({ cidr, address }) => `${device} ${cidr ?? address}`),
    )
    .sort();
}
