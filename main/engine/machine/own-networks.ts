/** The IPv4 networks that this machine is in, routes to or asks for names in, and a party subnet that is in nobody's way. */
import {
  contains,
  formatSubnet,
  overlaps,
  parseIpv4,
  parseSubnet,
  type Subnet,
  takesFrom,
} from '../../../shared/address.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { addressesInOrder } from './address-order.ts';
import type { Interfaces, Machine, OwnNetwork } from './machine.ts';
import { OWN_DEVICE } from './own-device.ts';
import { isPublicIpv4 } from './public-address.ts';

/**
 * Lists them. @param ownDevice - our tunnel, which is none of them: those of other users of this machine are, as two of the same
 * addresses can't be at once.
 */
export function ownNetworks(
  machine: Pick<Machine, 'interfaces' | 'routedNetworks'>,
  ownDevice: string | null,
): OwnNetwork[] {
  const all = [...networksOf(machine.interfaces()), ...machine.routedNetworks()];
  return all.filter(({ device }) => device !== ownDevice);
}

/** Those in which an interface has an address, without those of our own interfaces. */
export function addressedNetworks(interfaces: Interfaces): OwnNetwork[] {
  return networksOf(interfaces).filter(({ device }) => !OWN_DEVICE.test(device));
}

function networksOf(interfaces: Interfaces): OwnNetwork[] {
  return Object.entries(interfaces).flatMap(([device, addresses = []]) =>
    addresses
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, netmask }) => ({ device, address, subnet: network(address, netmask) })),
  );
}

/** Addresses at which others may reach this machine, best first: all of IPv4, and of IPv6 those that are routed (RFC 4291 §2.4). */
export function ownAddresses(machine: Pick<Machine, 'interfaces' | 'defaultRoutes'>): string[] {
  return addressesInOrder(machine)
    .filter(({ address, family }) => family === 'IPv4' || /^[23]/.test(address))
    .map(({ address }) => address);
}

/** Those of {@link ownAddresses} that the Internet can send to, unless a firewall is in the way. */
export function publicAddresses(machine: Pick<Machine, 'interfaces' | 'defaultRoutes'>): string[] {
  return ownAddresses(machine).filter((address) => address.includes(':') || isPublicIpv4(address));
}

/** The network that would take packets from a party's subnet, if any. */
export function findClash(subnet: Subnet, networks: readonly OwnNetwork[]): OwnNetwork | undefined {
  return networks.find((own) => takesFrom(subnet, own.subnet, own.address));
}

/** Wider than what the helper gives a tunnel, and narrower than two members need. */
const PREFIXES = { min: 8, max: 30 };
/** RFC 1918 §3. */
const PRIVATE_RANGES = subnets('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16');

/**
 * Says why a subnet can't be a party's, whatever this machine is in: a server that names a public one, or everything,
 * would have the members send that traffic to each other.
 */
export function rejectSubnet(subnet: Subnet): Fault<'party.subnet-refused'> | null {
  const { base, prefix } = subnet;
  const isPrivate = PRIVATE_RANGES.some((range) => range.prefix <= prefix && contains(range, base));
  const isFit = isPrivate && prefix >= PREFIXES.min && prefix <= PREFIXES.max;
  return isFit ? null : fault('party.subnet-refused', { subnet: formatSubnet(subnet) });
}

/**
 * The wanted subnet, or the first private /16 that has nothing to do with any network here; where wide routes leave none, one
 * that none of them takes packets from.
 * @fault party.no-free-subnet - this machine's networks fill all private ranges.
 * @fault party.subnet-refused - the wanted one is not private.
 */
export function chooseSubnet(
  wanted: Subnet,
  networks: readonly OwnNetwork[],
): Result<Subnet, 'party.no-free-subnet' | 'party.subnet-refused'> {
  const refusal = rejectSubnet(wanted);
  if (refusal !== null) return fail(refusal);
  const all = [wanted, ...privateSixteens()];
  const isApart = (subnet: Subnet): boolean => !networks.some((own) => overlaps(own.subnet, subnet));
  const free = all.find(isApart) ?? all.find((subnet) => findClash(subnet, networks) === undefined);
  return free === undefined ? fail(fault('party.no-free-subnet', {})) : ok(free);
}

/** RFC 1918, the least used ranges first. */
function privateSixteens(): Subnet[] {
  const tens = Array.from({ length: 256 }, (_, i) => `10.${(i + 67) % 256}.0.0/16`);
  const seventeens = Array.from({ length: 16 }, (_, i) => `172.${31 - i}.0.0/16`);
  return subnets(...tens, ...seventeens, '192.168.0.0/16');
}

function subnets(...texts: readonly string[]): Subnet[] {
  return texts.flatMap((text) => parseSubnet(text) ?? []);
}

function network(address: string, netmask: string): Subnet {
  const mask = parseIpv4(netmask) ?? 0xffffffff;
  return { base: ((parseIpv4(address) ?? 0) & mask) >>> 0, prefix: countOnes(mask) };
}

/** The length of a mask. */
export function countOnes(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}
