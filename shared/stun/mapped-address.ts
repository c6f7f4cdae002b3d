/**
 * The value of MAPPED-ADDRESS (RFC 8489 §14.1), which RESPONSE-ORIGIN and OTHER-ADDRESS (RFC 5780 §7.3, §7.4) share:
 *
 *    0  zero      1  family, 1 = IPv4, 2 = IPv6      2  port      4  address (4 or 16)
 */
import type { Endpoint } from '../address.ts';
import { addressToBytes, bytesToAddress } from './address-bytes.ts';

const FAMILY_OF_LENGTH = new Map([
  [4, 1],
  [16, 2],
]);

/** Encodes an endpoint; null when its address is not an IP literal. */
export function encodeAddress(endpoint: Endpoint): Uint8Array | null {
  const address = addressToBytes(endpoint.address);
  if (address === null) return null;
  const value = new Uint8Array(4 + address.length);
  value[1] = FAMILY_OF_LENGTH.get(address.length) ?? 0;
  new DataView(value.buffer).setUint16(2, endpoint.port);
  value.set(address, 4);
  return value;
}

/** The reverse; null when family and length do not fit. */
export function decodeAddress(value: Uint8Array): Endpoint | null {
  if (value.length < 4 || value[1] !== FAMILY_OF_LENGTH.get(value.length - 4)) return null;
  const port = new DataView(value.buffer, value.byteOffset).getUint16(2);
  const address = bytesToAddress(value.subarray(4));
  return address === null ? null : { address, port };
}
