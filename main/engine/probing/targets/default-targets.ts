/** What is probed before anybody has chosen: the router, and two operators far behind it. */
import type { Target } from '../../../../shared/model/target.ts';
import { GATEWAY } from '../probes/names.ts';

const common = { kind: 'icmp', port: null, family: 'any', timeoutMs: 2_000 } as const;
/** Anycast addresses are pinged by half the world; every five seconds is enough to tell our uplink from theirs. */
const PUBLIC_INTERVAL_MS = 5_000;

/** Their ids stay the same for ever: one that was removed does not come back with the next start. */
export const defaultTargets: readonly Target[] = [
  { ...common, id: 'gateway', name: 'Router', address: GATEWAY, intervalMs: 1_000 },
  { ...common, id: 'public-1', name: 'Cloudflare', address: '1.1.1.1', intervalMs: PUBLIC_INTERVAL_MS },
  { ...common, id: 'public-2', name: 'Google', address: '8.8.8.8', intervalMs: PUBLIC_INTERVAL_MS },
];

/** Whether it is a host of strangers that nobody here chose: its figures help to judge others, and alarm nobody. */
export function isPublicDefault({ id, address }: Pick<Target, 'id' | 'address'>): boolean {
  return address !== GATEWAY && defaultTargets.some((one) => one.id === id && one.address === address);
}
