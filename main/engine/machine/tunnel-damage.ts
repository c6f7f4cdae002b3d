/** What somebody else took away of our tunnel, or takes from it: told by the system's own words and its choice of source addresses. */
import { contains, formatIpv4, parseIpv4, type Subnet } from '../../../shared/address.ts';
import type { Machine } from './machine.ts';

/** The tunnel as it should be. */
export interface TunnelPlace {
  readonly name: string;
  /** Ours in the party. */
  readonly address: string;
  readonly subnet: Subnet;
}

export type TunnelDamage =
  /** The device is gone or down, or has lost its address. */
  | { readonly what: 'interface' }
  /** Nothing leads from the device to the party. */
  | { readonly what: 'route' }
  /** Packets for the party leave from another address. isSure: our own route is there all the same. */
  | { readonly what: 'foreign-route'; readonly source: string; readonly isSure: boolean };

/** Looks for it. @param targets - addresses in the party: a route of somebody else may be as narrow as it likes. */
export async function findTunnelDamage(
  machine: Pick<Machine, 'platform' | 'interfaces' | 'routedNetworks' | 'sourceFor'>,
  { name, address, subnet }: TunnelPlace,
  targets: readonly string[],
): Promise<TunnelDamage | null> {
  const own = Object.values(machine.interfaces()).flatMap((addresses = []) => addresses);
  // Node lists those alone that are up.
  if (!own.some((one) => one.address === address)) return { what: 'interface' };
  const sources = await Promise.all(targets.map((target) => machine.sourceFor(target)));
  const foreign = sources.find((source) => source !== address);
  if (foreign === undefined) return null;
  // Only Linux tells routes without a program being run.
  const isTold = machine.platform === 'linux';
  const hasRoute = machine
    .routedNetworks()
    .some(
      (route) =>
        route.device === name && route.subnet.prefix === subnet.prefix && contains(subnet, route.subnet.base),
    );
  if (foreign === null || (isTold && !hasRoute)) return { what: 'route' };
  return { what: 'foreign-route', source: foreign, isSure: isTold };
}

/** An address of the subnet that is not ours, to be asked for where nobody else is there. */
export function otherAddress({ base }: Subnet, own: string): string {
  return formatIpv4(parseIpv4(own) === base + 1 ? base + 2 : base + 1);
}
