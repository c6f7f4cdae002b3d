/** Default gateways in the route tables that Linux's kernel shows: no command, no rights, no language. */
import { formatIpv4 } from '../../../../shared/address.ts';
import { bytesToAddress } from '../../../../shared/stun/address-bytes.ts';

/** RTF_UP and RTF_GATEWAY of `linux/route.h`: the route works, and leads through a gateway. */
const THROUGH_GATEWAY = 0x3;

interface Candidate {
  readonly address: string | null;
  readonly metric: number;
}

/** The IPv4 gateway of `/proc/net/route`, that of the lowest metric; null when there is none. */
export function parseLinuxRoutes(table: string): string | null {
  const candidates = rows(table)
    .filter((row) => row[1] === '00000000' && row[7] === '00000000' && leadsThrough(row[3]))
    .map((row) => ({ address: fromHostOrder(row[2] ?? ''), metric: Number(row[6]) }));
  return cheapest(candidates);
}

/** The IPv6 gateway of `/proc/net/ipv6_route`, that of the lowest metric; null when there is none. */
export function parseLinuxIpv6Routes(table: string): string | null {
  const candidates = rows(table)
    .filter((row) => /^0{32}$/.test(row[0] ?? '') && row[1] === '00' && leadsThrough(row[8]))
    .filter((row) => /^[0-9a-f]{32}$/.test(row[4] ?? ''))
    .map((row) => ({
      address: withZone(bytesToAddress(Buffer.from(row[4] ?? '', 'hex')) ?? '', row[9] ?? ''),
      metric: Number.parseInt(row[5] ?? '', 16),
    }));
  return cheapest(candidates);
}

/** Link-local addresses are the same behind every device (RFC 4007 §11). @param zone - name or number of the device. */
export function withZone(address: string, zone: string): string {
  return /^fe[89ab]/i.test(address) ? `${address}%${zone}` : address;
}

/** The address of the candidate with the lowest metric. */
export function cheapest(candidates: readonly Candidate[]): string | null {
  const [best] = candidates.toSorted((a, b) => a.metric - b.metric);
  return best?.address ?? null;
}

function rows(table: string): string[][] {
  return table.split('\n').map((line) => line.trim().split(/\s+/));
}

function leadsThrough(flags = ''): boolean {
  return (Number.parseInt(flags, 16) & THROUGH_GATEWAY) === THROUGH_GATEWAY;
}

/** The kernel prints IPv4 addresses as numbers of the machine's byte order, which is little-endian where we run. */
function fromHostOrder(hex: string): string | null {
  return /^[0-9A-F]{8}$/.test(hex) ? formatIpv4(Buffer.from(hex, 'hex').readUInt32LE()) : null;
}
