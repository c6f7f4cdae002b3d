/** `struct sockaddr_in` and `sockaddr_in6` of the systems whose layout we know; little-endian machines only. */
import { networkInterfaces } from 'node:os';
import { addressToBytes, bytesToAddress } from '../../../../shared/stun/address-bytes.ts';
import type { SocketLayout } from './socket-layout.ts';

const SIZE = { 4: 16, 6: 28 } as const;
const ADDRESS_AT = { 4: 4, 6: 8 } as const;
const SCOPE_AT = 24;

/** Encodes an IP literal, with zone (`fe80::1%eth0`) or without, and port 0. Null for anything else. */
export function encodeSocketAddress(literal: string, layout: SocketLayout): Buffer | null {
  const address = addressToBytes(literal);
  if (address === null) return null;
  const family = address.length === 4 ? 4 : 6;
  const bytes = Buffer.alloc(SIZE[family]);
  if (layout.addressHasLength) {
    bytes[0] = bytes.length;
    bytes[1] = layout.inet[family];
  } else {
    bytes.writeUInt16LE(layout.inet[family], 0);
  }
  bytes.set(address, ADDRESS_AT[family]);
  if (family === 6) bytes.writeUInt32LE(scopeOf(literal), SCOPE_AT);
  return bytes;
}

/** The address in a socket address, without its zone, and the port; null for other families. */
export function decodeSocketAddress(
  bytes: Uint8Array,
  layout: SocketLayout,
): { readonly address: string; readonly port: number } | null {
  const family = layout.addressHasLength ? bytes[1] : (bytes[0] ?? 0) + (bytes[1] ?? 0) * 256;
  const version = family === layout.inet[4] ? 4 : 6;
  if (family !== layout.inet[version] || bytes.length < SIZE[version]) return null;
  const at = ADDRESS_AT[version];
  const address = bytesToAddress(bytes.subarray(at, at + (version === 4 ? 4 : 16)));
  return address === null ? null : { address, port: (bytes[2] ?? 0) * 256 + (bytes[3] ?? 0) };
}

/** A zone is an interface's name, or its number. */
function scopeOf(literal: string): number {
  const [, zone = ''] = literal.split('%');
  if (/^\d{1,9}$/.test(zone)) return Number(zone);
  return networkInterfaces()[zone]?.find(({ family }) => family === 'IPv6')?.scopeid ?? 0;
}
