/**
 * The value of XOR-MAPPED-ADDRESS (RFC 8489 §14.2):
 *
 *    0  zero      1  family, 1 = IPv4, 2 = IPv6
 *    2  port, xor the upper half of the magic cookie
 *    4  address, xor the magic cookie and, for IPv6, the transaction ID after it
 */
import type { Endpoint } from '../address.ts';
import { addressToBytes, bytesToAddress } from './address-bytes.ts';
import { MAGIC_COOKIE } from './message.ts';

const FAMILY_OF_LENGTH = new Map([
  [4, 1],
  [16, 2],
]);

/** Encodes an endpoint; null when its address is not an IP literal. @param transactionId - 12 bytes. */
export function encodeXorAddress(endpoint: Endpoint, transactionId: Uint8Array): Uint8Array | null {
  const address = addressToBytes(endpoint.address);
  if (address === null) return null;
  const value = new Uint8Array(4 + address.length);
  value[1] = FAMILY_OF_LENGTH.get(address.length) ?? 0;
  new DataView(value.buffer).setUint16(2, endpoint.port ^ (MAGIC_COOKIE >>> 16));
  value.set(mask(address, transactionId), 4);
  return value;
}

/** The reverse; null when family and length do not fit. */
export function decodeXorAddress(value: Uint8Array, transactionId: Uint8Array): Endpoint | null {
  if (value.length < 4 || value[1] !== FAMILY_OF_LENGTH.get(value.length - 4)) return null;
  const port = new DataView(value.buffer, value.byteOffset).getUint16(2) ^ (MAGIC_COOKIE >>> 16);
  const address = bytesToAddress(mask(value.subarray(4), transactionId));
  return address === null ? null : { address, port };
}

function mask(address: Uint8Array, transactionId: Uint8Array): Uint8Array {
  const key = new Uint8Array(16);
  new DataView(key.buffer).setUint32(0, MAGIC_COOKIE);
  key.set(transactionId, 4);
  return address.map((byte, at) => byte ^ (key[at] ?? 0));
}
