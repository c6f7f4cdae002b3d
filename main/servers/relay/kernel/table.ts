/**
 * The nftables table that forwards transport data by source and receiver index, in the words of nft(8).
 *
 *   prerouting   a packet to the relay with a known (source, index): destination := the client's, untracked, marked.
 *                A miss ends the rule before anything is changed, so the packet reaches the relay's own socket.
 *   postrouting  a marked packet: source := the relay's own. Before routing, its own address as a source is a martian.
 *   output       one interface serves both ways, so Linux would tell clients of the nearer way to each other.
 */
import { type Endpoint, isIpv6 } from '../../../../shared/address.ts';
import type { Source } from '../client.ts';

/** A socket of the relay that routes may begin and end at. */
export interface Listener {
  /** As in `Source`. */
  readonly socket: number;
  /** As bound. */
  readonly endpoint: Endpoint;
}

/** One route as the kernel has it. */
export interface Element {
  readonly from: Source;
  /** As the relay reads it: little-endian. */
  readonly index: number;
  readonly to: Endpoint;
  /** Says which of the relay's endpoints the receiver knows. */
  readonly mark: number;
}

/** Total packets and bytes, IP headers included. */
export interface Count {
  readonly packets: number;
  readonly bytes: number;
}

/** `lr` and sixteen bits: a mark that nobody else is likely to use. */
export const FIRST_MARK = 0x6c720000;
/** Of transport data, and UDP's header before it. */
const LEAST_UDP_LENGTH = 40;
const KEY_TYPES = { ip: 'ip saddr . udp sport . @th,96,32', ip6: 'ip6 saddr . udp sport . @th,96,32' };
/** Pieces of a datagram cannot be told apart by port and index. */
const WHOLE = { ip: 'ip frag-off & 0x3fff 0', ip6: 'exthdr frag missing' };

/** Commands that make the table. */
export function createTable(table: string, listeners: readonly Listener[]): readonly string[] {
  return [
    `add table ${table} { flags owner; }`,
    ...['handed', 'sent_ip', 'sent_ip6'].map((name) => `add counter ${table} ${name}`),
    `add map ${table} source_ip { typeof meta mark : ip saddr; }`,
    `add map ${table} source_ip6 { typeof meta mark : ip6 saddr; }`,
    `add map ${table} source_port { typeof meta mark : udp sport; }`,
    `add chain ${table} in { type filter hook prerouting priority -310; policy accept; }`,
    `add chain ${table} out { type filter hook postrouting priority 300; policy accept; }`,
    `add chain ${table} own { type filter hook output priority 0; policy accept; }`,
    ...listeners.flatMap((listener) => forwardFrom(table, listener)),
    ...(['ip', 'ip6'] as const).map((ip) => `add rule ${table} out ${sendAs(ip)} counter name sent_${ip}`),
    // The type of the message that the redirect quotes, after its own header and those of IP and UDP.
    `add rule ${table} own icmp type redirect @th,288,32 0x04000000 drop`,
  ];
}

function forwardFrom(table: string, { socket, endpoint }: Listener): readonly string[] {
  const ip = familyOf(endpoint.address);
  const key = KEY_TYPES[ip];
  const isMine = isWildcard(endpoint.address)
    ? `meta nfproto ${ip === 'ip' ? 'ipv4' : 'ipv6'} fib daddr type local`
    : `${ip} daddr ${endpoint.address}`;
  const isData = `${WHOLE[ip]} udp dport ${endpoint.port} udp length >= ${LEAST_UDP_LENGTH} @th,64,32 0x04000000`;
  const mark = `meta mark set ${key} map @mark_${socket}`;
  const to = `${ip} daddr set ${key} map @address_${socket} udp dport set ${key} map @port_${socket}`;
  return [
    `add map ${table} mark_${socket} { typeof ${key} : meta mark; counter; }`,
    `add map ${table} address_${socket} { typeof ${key} : ${ip} daddr; }`,
    `add map ${table} port_${socket} { typeof ${key} : udp dport; }`,
    `add rule ${table} in ${isMine} ${isData} ${mark} ${to} notrack counter name handed`,
  ];
}

function sendAs(ip: 'ip' | 'ip6'): string {
  return `${ip} saddr set meta mark map @source_${ip} udp sport set meta mark map @source_port`;
}

/** The commands that let packets with a mark leave from an endpoint of the relay. */
export function addSource(table: string, mark: number, { address, port }: Endpoint): readonly string[] {
  return [
    `add element ${table} source_${familyOf(address)} { ${mark} : ${address} }`,
    `add element ${table} source_port { ${mark} : ${port} }`,
  ];
}

/** The commands that add a route, or remove one that was added just like this. */
export function changeElement(verb: 'add' | 'delete', table: string, element: Element): readonly string[] {
  const { from, index, to, mark } = element;
  const key = `${from.address} . ${from.port} . ${bigEndian(index)}`;
  const values = { address: to.address, port: to.port, mark };
  return Object.entries(values).map(
    ([name, value]) => `${verb} element ${table} ${name}_${from.socket} { ${key} : ${value} }`,
  );
}

/** What an element is told by among all others. */
export function idOf({ from, index }: Pick<Element, 'from' | 'index'>): string {
  return `${from.socket} ${from.address} ${from.port} ${bigEndian(index)}`;
}

export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

export function familyOf(address: string): 'ip' | 'ip6' {
  return isIpv6(address) ? 'ip6' : 'ip';
}

/** As a number in network order, which is how nft reads four bytes. */
function bigEndian(index: number): number {
  return Buffer.from(Uint32Array.of(index).buffer).readUInt32BE();
}
