/**
 * The value of XOR-MAPPED-ADDRESS (RFC 8489 §14.2): that of MAPPED-ADDRESS, with
 *
 *    2  port, xor the upper half of the magic cookie
 *    4  address, xor the magic cookie and, for IPv6, the transaction ID after it
 */
import type { Endpoint } from '../address.ts';
import { decodeAddress, encodeAddress } from './mapped-address.ts';
import { MAGIC_COOKIE } from './message.ts';

/** Encodes an endpoint; null when its address is not an IP literal. @param transactionId - 12 bytes. */
export function encodeXorAddress(endpoint: Endpoint, transactionId: Uint8Array): Uint8Array | null {
  const value = encodeAddress(endpoint);
  return value === null ? null : mask(value, transactionId);
}

/** The reverse; null when family and length do not fit. */
export function decodeXorAddress(value: Uint8Array, transactionId: Uint8Array): Endpoint | null {
  return decodeAddress(mask(value, transactionId));
}

function mask(value: Uint8Array, transactionId: Uint8Array): Uint8Array {
  const key = new Uint8Array(20);
  const view = new DataView(key.buffer);
  view.setUint16(2, MAGIC_COOKIE >>> 16);
  view.setUint32(4, MAGIC_COOKIE);
  key.set(transactionId, 8);
  return value.map((byte, at) => byte ^ (key[at] ?? 0));
}
