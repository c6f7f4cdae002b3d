/**
 * What the helper refuses beyond the schemas: its client runs as an ordinary user and may be anything that this user
 * started. The rules keep it to one private party network, and away from every other route of the machine.
 * Each `reject…` gives the reason, or null when there is none.
 */
import {
  contains,
  parseEndpoint,
  parseIpv4,
  parseSubnet,
  type Subnet,
  takesFrom,
} from '../../shared/address.ts';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { Because } from '../../shared/faults/fault-reasons.ts';
import type { HelperArgs, PeerConfig } from '../../shared/helper/verbs.ts';
import { type LocalNetwork, subnetOf } from './tunnel/local-networks.ts';

export const MAX_INTERFACES = 4;
/** A full party of 64, each with its decoys for a moment, and relays. */
export const MAX_PEERS = 320;
/** Ports below it stay root's: binding one could stand in for a service of the system. */
const FIRST_UNPRIVILEGED_PORT = 1024;

/** RFC 1918 §3. */
const PRIVATE_RANGES = subnets('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16');
/** RFC 1122 §3.2.1.3 "this network", RFC 5771 multicast, RFC 1112 reserved together with the broadcast address. */
const UNREACHABLE_RANGES = subnets('0.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4');

/** The one address of a tunnel and the network that it routes. */
export interface TunnelAddress {
  readonly address: string;
  readonly subnet: Subnet;
}

/** What the rules ask about a peer that is already set. */
export interface KnownPeer {
  readonly allowedIps: readonly string[];
  readonly endpoint: string | null;
}

/** What the rules ask about a tunnel. */
export interface TunnelFacts {
  readonly publicKey: string;
  readonly address: TunnelAddress | null;
  /** By public key. */
  readonly peers: ReadonlyMap<string, KnownPeer>;
}

/** Why something is refused. */
export type Rejection = Because<'helper.rejected'>;

/** The fault that says so. @param verb - what was asked for; empty: nothing that could be read. */
export function rejected(verb: string, because: Rejection): Fault<'helper.rejected'> {
  return fault('helper.rejected', { verb, ...because });
}

export function rejectListenPort(port: number): Rejection | null {
  return port > 0 && port < FIRST_UNPRIVILEGED_PORT ? { reason: 'privileged-port' } : null;
}

/** The subnet that an address gives a route to, when it is a host of a private network. */
export function checkAddress(address: string, prefix: number): { readonly subnet: Subnet } | Rejection {
  const value = parseIpv4(address);
  if (value === null) return { reason: 'not-ipv4' };
  const subnet = subnetOf(value, prefix);
  const isPrivate = PRIVATE_RANGES.some((range) => range.prefix <= prefix && contains(range, value));
  if (!isPrivate) return { reason: 'not-private' };
  return isHost(subnet, value) ? { subnet } : { reason: 'no-host-address' };
}

/** The first of the machine's networks that takes packets from the subnet; those of `device` itself don't count. */
export function findConflict(
  subnet: Subnet,
  device: string,
  networks: readonly LocalNetwork[],
): LocalNetwork | null {
  return networks.find((one) => one.device !== device && takesFrom(subnet, one.subnet, one.address)) ?? null;
}

/** Checks a tunnel's peers against a new address of its own. */
export function rejectReaddressing(peers: TunnelFacts['peers'], next: TunnelAddress): Rejection | null {
  for (const { allowedIps, endpoint } of peers.values()) {
    const reason =
      first(allowedIps, (ip) => rejectAllowedIp(ip, next)) ?? rejectEndpoint(endpoint, [next.subnet]);
    if (reason !== null) return reason;
  }
  return null;
}

/** Checks peers that are about to be set. @param subnets - of all the tunnels, this one's included. */
export function rejectPeers(
  tunnel: TunnelFacts,
  wanted: readonly PeerConfig[],
  subnets: readonly Subnet[],
): Rejection | null {
  const keys = new Set(wanted.map((peer) => peer.publicKey));
  if (keys.size < wanted.length) return { reason: 'peer-named-twice' };
  if (keys.has(tunnel.publicKey)) return { reason: 'own-peer' };
  if (new Set([...keys, ...tunnel.peers.keys()]).size > MAX_PEERS)
    return { reason: 'too-many-peers', limit: MAX_PEERS };
  const kept = [...tunnel.peers].filter(([key]) => !keys.has(key)).map(([, peer]) => peer);
  const routed = [...kept, ...wanted].flatMap((peer) => peer.allowedIps);
  if (new Set(routed).size < routed.length) return { reason: 'shared-allowed-ip' };
  return first(wanted, (peer) => rejectPeer(peer, tunnel.address, subnets));
}

/** Checks whom games' announcements are to be copied to, and which. */
export function rejectDiscovery(
  address: TunnelAddress,
  { members, ports }: Pick<HelperArgs<'discovery.set'>, 'members' | 'ports'>,
): Rejection | null {
  if (new Set(members).size < members.length) return { reason: 'peer-named-twice' };
  if (members.includes(address.address)) return { reason: 'own-peer' };
  const outside = members.some((member) => !isHost(address.subnet, parseIpv4(member) ?? 0));
  if (outside) return { reason: 'address-outside' };
  return rejectOpenPorts(ports);
}

/** Checks what a party is to be let in to. */
export function rejectOpenPorts(ports: HelperArgs<'firewall.open'>['ports']): Rejection | null {
  return first(ports, (range) => rejectListenPort(range.first));
}

/** Checks whose packets are to be smaller. */
export function rejectPeerMtu(
  { address }: TunnelFacts,
  mtuOfDevice: number,
  wanted: Pick<HelperArgs<'peer.mtu'>, 'address' | 'mtu'>,
): Rejection | null {
  if (address === null) return { reason: 'no-address-yet' };
  if (wanted.address === address.address) return { reason: 'own-peer' };
  if (!isHost(address.subnet, parseIpv4(wanted.address) ?? 0)) return { reason: 'address-outside' };
  return (wanted.mtu ?? 0) > mtuOfDevice ? { reason: 'bad-argument', field: 'mtu' } : null;
}

function rejectPeer(
  { allowedIps, endpoint }: PeerConfig,
  address: TunnelAddress | null,
  subnets: readonly Subnet[],
): Rejection | null {
  if (allowedIps.length > 0 && address === null) return { reason: 'no-address-yet' };
  const route = address === null ? null : first(allowedIps, (ip) => rejectAllowedIp(ip, address));
  return route ?? rejectEndpoint(endpoint ?? null, subnets);
}

function rejectAllowedIp(allowedIp: string, { address, subnet }: TunnelAddress): Rejection | null {
  const route = parseSubnet(allowedIp);
  if (route === null || route.prefix !== 32) return { reason: 'allowed-ip-many-hosts' };
  if (!isHost(subnet, route.base)) return { reason: 'allowed-ip-outside' };
  return route.base === parseIpv4(address) ? { reason: 'allowed-ip-own' } : null;
}

/** Loopback is fine: the embedded relay and the TCP tunnel's pipe listen there. */
function rejectEndpoint(endpoint: string | null, subnets: readonly Subnet[]): Rejection | null {
  if (endpoint === null) return null;
  const parsed = parseEndpoint(endpoint);
  if (parsed === null) return { reason: 'endpoint-not-literal' };
  if (parsed.address.includes(':')) return rejectIpv6(parsed.address);
  const value = parseIpv4(parsed.address) ?? 0;
  if (UNREACHABLE_RANGES.some((range) => contains(range, value))) return { reason: 'endpoint-many-hosts' };
  // WireGuard would send its packets into itself, for ever.
  return subnets.some((subnet) => contains(subnet, value)) ? { reason: 'endpoint-in-tunnel' } : null;
}

/** Embedded IPv4 is refused as a whole: it would be a second spelling that the rules for IPv4 don't see. */
function rejectIpv6(address: string): Rejection | null {
  const url = `http://[${address}]`;
  if (!URL.canParse(url)) return { reason: 'endpoint-not-literal' };
  const canonical = new URL(url).hostname.slice(1, -1);
  if (canonical === '::' || canonical.startsWith('ff')) return { reason: 'endpoint-many-hosts' };
  const embedsIpv4 = canonical.startsWith('::') && canonical !== '::1';
  return embedsIpv4 || canonical.startsWith('64:ff9b:') ? { reason: 'endpoint-mapped-ipv4' } : null;
}

function isHost(subnet: Subnet, address: number): boolean {
  const last = subnet.base + 2 ** (32 - subnet.prefix) - 1;
  return contains(subnet, address) && address !== subnet.base && address !== last;
}

function first<T>(values: readonly T[], reject: (value: T) => Rejection | null): Rejection | null {
  for (const value of values) {
    const reason = reject(value);
    if (reason !== null) return reason;
  }
  return null;
}

function subnets(...texts: readonly string[]): readonly Subnet[] {
  return texts.flatMap((text) => parseSubnet(text) ?? []);
}
