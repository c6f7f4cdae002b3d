/** What Linux's kernel shows of the network in its tables: no command, no rights, no language. */

import type { OwnNetwork } from './machine.ts';
import { OWN_DEVICE } from './own-device.ts';
import { countOnes } from './own-networks.ts';

/** IFA_F_TEMPORARY, IFA_F_DADFAILED, IFA_F_DEPRECATED and IFA_F_TENTATIVE of `linux/if_addr.h`. */
const SHORT_LIVED = 0x01 | 0x08 | 0x20 | 0x40;

/** Of `/proc/net/if_inet6`: temporary and deprecated addresses, in full length. */
export function linuxShortLivedIpv6(table: string): ReadonlySet<string> {
  const short = rows(table).flatMap(([address = '', , , , flags = '0']) =>
    Number.parseInt(flags, 16) & SHORT_LIVED ? [address.replace(/(.{4})(?=.)/g, '$1:')] : [],
  );
  return new Set(short);
}

/** Device, gateway and metric of the routes to everywhere in `/proc/net/route` and `/proc/net/ipv6_route`. */
export function linuxDefaultRoutes(ipv4: string, ipv6: string): string[] {
  const of4 = rows(ipv4)
    .filter(([, destination, , , , , , mask]) => destination === '00000000' && mask === '00000000')
    .map(([device, , gateway, , , , metric]) => [device, gateway, metric]);
  const of6 = rows(ipv6)
    .filter(([destination, prefix]) => prefix === '00' && /^0+$/.test(destination ?? ''))
    .map(([, , , , gateway, metric, , , , device]) => [device, gateway, metric]);
  return [...of4, ...of6]
    .filter(([device = '']) => device !== 'lo' && !OWN_DEVICE.test(device))
    .map((route) => route.join(' '))
    .sort();
}

/** Wider routes mean "everything": the default route, and the two halves that some VPNs put before it. */
const WIDEST_PREFIX = 8;

/** Of `/proc/net/route`: destination and mask in hexadecimal of the machine's byte order, little-endian where we run. */
export function linuxRoutedNetworks(table: string): OwnNetwork[] {
  return rows(table)
    .slice(1)
    .filter((fields) => fields.length > 7)
    .map(([device = '', destination = '', , , , , , mask = '']) => ({
      device,
      address: null,
      subnet: { base: fromHostOrder(destination), prefix: countOnes(fromHostOrder(mask)) },
    }))
    .filter(({ subnet }) => subnet.prefix >= WIDEST_PREFIX);
}

function rows(table: string): string[][] {
  return table.split('\n').map((line) => line.trim().split(/\s+/));
}

function fromHostOrder(hex: string): number {
  return Buffer.from(hex, 'hex').readUInt32LE();
}
