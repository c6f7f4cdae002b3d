/** Addresses of this machine's interfaces at which its WireGuard may be reached. */
import type { NetworkInterfaceInfo } from 'node:os';
import { formatEndpoint, formatSubnet, parseIpv4 } from '../../../../shared/address.ts';
import type { Candidate } from '../../../../shared/model/reachability.ts';
import { addressToBytes } from '../../../../shared/stun/address-bytes.ts';
import { addressesInOrder } from '../../machine/address-order.ts';
import type { Machine } from '../../machine/machine.ts';

const HOST_LIMIT = 8;
/** Privacy extensions make one a day; any of a network leads to the same interface. */
const IPV6_LIMIT = 3;
/** Link-local addresses lead nowhere without their device. */
const LINK_LOCAL = /^fe[89ab]|^169\.254\./i;

/** IPv4 first; of IPv6 those that last. @param port - WireGuard's. @param source - see {@link addressesInOrder}. */
export function hostCandidates(
  machine: Pick<Machine, 'interfaces' | 'defaultRoutes' | 'shortLivedIpv6'>,
  port: number,
  source: string | null = null,
): Candidate[] {
  const shortLived = machine.shortLivedIpv6();
  const usable = addressesInOrder(machine, source).filter(({ address }) => !LINK_LOCAL.test(address));
  const ipv4 = usable.filter(({ family }) => family === 'IPv4');
  const ipv6 = usable.filter(({ family, address }) => family === 'IPv6' && !shortLived.has(expand(address)));
  return [...ipv4.slice(0, HOST_LIMIT - IPV6_LIMIT), ...ipv6.slice(0, IPV6_LIMIT)].map((address) => ({
    type: 'host',
    endpoint: formatEndpoint({ address: address.address, port }),
    network: networkOf(address),
  }));
}

/** The network of an interface address, e.g. 192.168.1.0/24 or 2001:0db8:0001:0002::/64; null where it has none. */
function networkOf({ cidr, family }: NetworkInterfaceInfo): string | null {
  const [address = '', prefixText = ''] = (cidr ?? '').split('/');
  const prefix = Number(prefixText);
  // Neighbours in IPv6 share 64 bits (RFC 4291 §2.5.4).
  if (family === 'IPv6') return prefix === 64 ? `${expand(address).slice(0, 19)}::/64` : null;
  const value = parseIpv4(address);
  if (value === null || !(prefix > 0)) return null;
  return formatSubnet({ base: ((value >>> (32 - prefix)) << (32 - prefix)) >>> 0, prefix });
}

/** All eight groups of an IPv6 address with four digits each. */
function expand(address: string): string {
  const hex = Buffer.from(addressToBytes(address) ?? []).toString('hex');
  return hex.replace(/(.{4})(?=.)/g, '$1:');
}
