/**
 * IPv4 and IPv6 addresses, endpoints and IPv4 subnets as plain values.
 * Text forms follow RFC 791 dotted decimal and RFC 4291 §2.2; an endpoint with IPv6 is written `[addr]:port`.
 */

/** A UDP or TCP endpoint with a literal address (never a name). Port 0–65535. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** An IPv4 network: `base` is the network address as an unsigned 32-bit number, `prefix` 0–32. */
export interface Subnet {
  readonly base: number;
  readonly prefix: number;
}

/** Parses dotted decimal into an unsigned 32-bit number; null for anything else, leading zeros included. */
export function parseIpv4(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part)) return null;
    const octet = Number(part);
    if (octet > 255) return null;
    value = value * 256 + octet;
  }
  return value;
}

/** Formats an unsigned 32-bit number as dotted decimal. */
export function formatIpv4(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}

/** Tells whether the text is an IPv6 literal without a zone. */
export function isIpv6(text: string): boolean {
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const tail = groups.at(-1);
  // Dotted decimal may only stand at the very end.
  const mapped = !text.endsWith('::') && (tail?.includes('.') ?? false);
  if (mapped && parseIpv4(tail ?? '') === null) return false;
  const hex = mapped ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = hex.length + (mapped ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

/** Tells whether the text is one address, or a network such as `10.0.0.0/8` or `2001:db8::/32`. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix = '0', ...rest] = text.split('/');
  const bits = isIpv6(address) ? 128 : 32;
  const isAddress = bits === 128 || parseIpv4(address) !== null;
  return isAddress && rest.length === 0 && /^[0-9]{1,3}$/.test(prefix) && Number(prefix) <= bits;
}

/** Parses `1.2.3.4:5` or `[::1]:5`; null unless the address is a literal and the port is 1–65535. */
export function parseEndpoint(text: string): Endpoint | null {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):([1-9]\d{0,4})$/.exec(text);
  if (match === null) return null;
  const [, six, four, portText] = match;
  const port = Number(portText);
  if (port > 65535) return null;
  if (six !== undefined) return isIpv6(six) ? { address: six, port } : null;
  if (four !== undefined) return parseIpv4(four) === null ? null : { address: four, port };
  return null;
}

/** Formats an endpoint; IPv6 is bracketed. */
export function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Parses `10.66.0.0/16`; null unless the base has no host bits. */
export function parseSubnet(text: string): Subnet | null {
  const [addressText = '', prefixText = '', ...rest] = text.split('/');
  const base = parseIpv4(addressText);
  if (base === null || rest.length > 0 || !/^(0|[1-9]\d?)$/.test(prefixText)) return null;
  const prefix = Number(prefixText);
  if (prefix > 32 || (base & ~mask(prefix)) >>> 0 !== 0) return null;
  return { base, prefix };
}

/** Formats a subnet in CIDR notation. */
export function formatSubnet({ base, prefix }: Subnet): string {
  return `${formatIpv4(base)}/${prefix}`;
}

/** Tells whether the address (unsigned 32-bit) lies in the subnet. */
export function contains(subnet: Subnet, address: number): boolean {
  return (address & mask(subnet.prefix)) >>> 0 === subnet.base;
}

/** Tells whether two subnets share any address. */
export function overlaps(a: Subnet, b: Subnet): boolean {
  return a.prefix <= b.prefix ? contains(a, b.base) : contains(b, a.base);
}

/**
 * Tells whether a network of this machine takes packets from a subnet that we route: a route that is as long or longer does,
 * and so does the machine's own address in it. A wider one loses only what the subnet takes (RFC 1812 §5.2.4.3).
 * @param own - the machine's own address in the network; null: it only has a route there.
 */
export function takesFrom(subnet: Subnet, network: Subnet, own: string | null): boolean {
  if (network.prefix >= subnet.prefix) return contains(subnet, network.base);
  return own !== null && contains(subnet, parseIpv4(own) ?? 0) && overlaps(subnet, network);
}

/** Number of host addresses that can be given out: network and broadcast address are left out. */
export function hostCount({ prefix }: Subnet): number {
  return Math.max(0, 2 ** (32 - prefix) - 2);
}

/** The `index`-th host address of the subnet, counted from 1; null when the subnet has no such host. */
export function hostAddress(subnet: Subnet, index: number): string | null {
  if (!Number.isInteger(index) || index < 1 || index > hostCount(subnet)) return null;
  return formatIpv4(subnet.base + index);
}

function mask(prefix: number): number {
  return prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
}
