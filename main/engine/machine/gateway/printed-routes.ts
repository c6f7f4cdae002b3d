/** Default gateways in the tables that macOS and Windows print. Only columns that no language changes are read. */
import { isIpv6, parseIpv4 } from '../../../../shared/address.ts';
import { cheapest, withZone } from './linux-routes.ts';

/** Gateways of one machine; null where it has none. */
export interface Gateways {
  readonly ipv4: string | null;
  /** A link-local one with its zone, `fe80::1%eth0`: without it nothing is sent there. */
  readonly ipv6: string | null;
}

/** Reads `netstat -rn` of macOS, where the first default route is the one in use. */
export function parseNetstat(printed: string): Gateways {
  const gateways = rows(printed)
    .filter(([destination]) => destination === 'default')
    .map(([, gateway = '']) => gateway);
  return {
    ipv4: gateways.find((gateway) => parseIpv4(gateway) !== null) ?? null,
    // A tunnel's default route has the prefix alone for a gateway.
    ipv6:
      gateways.find((gateway) => isIpv6(gateway.replace(/%.*$/, '')) && !/^fe80::(%|$)/.test(gateway)) ??
      null,
  };
}

/** Reads `route print` of Windows: rows of destination, mask, gateway, interface, metric; of index, metric, prefix, gateway. */
export function parseRoutePrint(printed: string): Gateways {
  const table = rows(printed);
  const ipv4 = table
    .filter(([destination, mask]) => destination === '0.0.0.0' && mask === '0.0.0.0')
    .filter(([, , gateway = '']) => parseIpv4(gateway) !== null)
    // Persistent routes are listed again without an interface: they have four columns and may not be in use.
    .filter((row) => row.length === 5)
    .map(([, , gateway = '', , metric]) => ({ address: gateway, metric: Number(metric) }));
  const ipv6 = table
    .filter(([, , prefix, gateway = '']) => prefix === '::/0' && isIpv6(gateway))
    .map(([index = '', metric, , gateway = '']) => ({
      address: withZone(gateway, index),
      metric: Number(metric),
    }));
  return { ipv4: cheapest(ipv4), ipv6: cheapest(ipv6) };
}

function rows(printed: string): string[][] {
  return printed.split(/\r?\n/).map((line) => line.trim().split(/\s+/));
}
