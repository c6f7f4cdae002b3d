/** Watches this machine's addresses, default routes, sleep and clock: a cheap look every two seconds, and when the system has news. */
import type { Clock } from '../../base/clock.ts';
import { every } from '../../base/time.ts';
import type { Interfaces, Machine } from './machine.ts';
import { findChanges, type NetworkChange, type NetworkLook } from './network-changes.ts';
import { OWN_DEVICE } from './own-device.ts';

export interface WatchOptions {
  readonly machine: Pick<Machine, 'interfaces' | 'defaultRoutes' | 'uptimeMs' | 'onNetworkEvent'>;
  readonly clock: Clock;
  onChange(change: NetworkChange): void;
  /** After each look: for whoever minds something else that may have changed. */
  onLook(): void;
}

const INTERVAL_MS = 2_000;
/** One change is told in several pieces. */
const NEWS_MS = 100;

/** Looks now, at news and every two seconds until the returned function is called. Changes come one by one. */
export function watchNetwork({ machine, clock, onChange, onLook }: WatchOptions): () => void {
  const look = (): NetworkLook => ({
    nowMs: clock.now(),
    wallMs: clock.date().getTime(),
    uptimeMs: machine.uptimeMs(),
    network: [...addresses(machine.interfaces()), ...machine.defaultRoutes()].join('\n'),
  });
  let before = look();
  let isWatching = true;
  const lookAgain = (): void => {
    const after = look();
    const changes = findChanges(before, after, INTERVAL_MS);
    before = after;
    for (const change of changes) if (isWatching) onChange(change);
    if (isWatching) onLook();
  };
  let cancelNews: (() => void) | null = null;
  const stops = [
    every(clock, INTERVAL_MS, lookAgain),
    machine.onNetworkEvent(() => {
      cancelNews ??= clock.after(NEWS_MS, () => {
        cancelNews = null;
        lookAgain();
      });
    }),
  ];
  return () => {
    isWatching = false;
    for (const stop of stops) stop();
    cancelNews?.();
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
