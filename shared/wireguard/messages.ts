/**
 * The four messages of WireGuard as they lie on the wire (WireGuard paper §5.4). Integers are little-endian.
 *
 *   handshake initiation, 148 bytes          handshake response, 92 bytes
 *     0  type = 1, then three zero bytes       0  type = 2, then three zero bytes
 *     4  sender index                          4  sender index
 *     8  unencrypted ephemeral (32)            8  receiver index
 *    40  encrypted static (32 + 16)           12  unencrypted ephemeral (32)
 *    88  encrypted timestamp (12 + 16)        44  encrypted nothing (0 + 16)
 *   116  mac1 (16)                            60  mac1 (16)
 *   132  mac2 (16)                            76  mac2 (16)
 *
 *   cookie reply, 64 bytes                   transport data, 32 bytes or more
 *     0  type = 3, then three zero bytes       0  type = 4, then three zero bytes
 *     4  receiver index                        4  receiver index
 *     8  nonce (24)                            8  counter (8)
 *    32  encrypted cookie (16 + 16)           16  encrypted packet (n + 16); n = 0 is a keepalive
 */

export const INITIATION = 1;
export const RESPONSE = 2;
export const COOKIE_REPLY = 3;
export const TRANSPORT_DATA = 4;

export const INITIATION_BYTES = 148;
export const RESPONSE_BYTES = 92;
export const COOKIE_REPLY_BYTES = 64;
export const TRANSPORT_DATA_MIN_BYTES = 32;

/** A session is dead this long after its handshake, in ms: REJECT_AFTER_TIME of the paper, §6.1. */
export const REJECT_AFTER_TIME_MS = 180_000;

/** Where the fields of an initiation lie, as [from, to). */
export const initiationField = {
  ephemeral: [8, 40],
  encryptedStatic: [40, 88],
  encryptedTimestamp: [88, 116],
  mac1: [116, 132],
  mac2: [132, 148],
} as const;

export type MessageType = typeof INITIATION | typeof RESPONSE | typeof COOKIE_REPLY | typeof TRANSPORT_DATA;

/** The type of a datagram that has the shape of a WireGuard message; null for every other datagram. */
export function messageType(datagram: Uint8Array): MessageType | null {
  if (datagram[1] !== 0 || datagram[2] !== 0 || datagram[3] !== 0) return null;
  switch (datagram[0]) {
    case TRANSPORT_DATA:
      return datagram.length >= TRANSPORT_DATA_MIN_BYTES ? TRANSPORT_DATA : null;
    case INITIATION:
      return datagram.length === INITIATION_BYTES ? INITIATION : null;
    case RESPONSE:
      return datagram.length === RESPONSE_BYTES ? RESPONSE : null;
    case COOKIE_REPLY:
      return datagram.length === COOKIE_REPLY_BYTES ? COOKIE_REPLY : null;
    default:
      return null;
  }
}

/** The sender index of an initiation or a response. */
export function senderIndex(datagram: Uint8Array): number {
  return readUint32(datagram, 4);
}

/** The receiver index of a response, a cookie reply or transport data. */
export function receiverIndex(datagram: Uint8Array): number {
  return readUint32(datagram, datagram[0] === RESPONSE ? 8 : 4);
}

/** The counter of transport data; null above 2^53 - 1, which no honest session reaches in its 180 s. */
export function transportCounter(datagram: Uint8Array): number | null {
  const value = readUint32(datagram, 12) * 2 ** 32 + readUint32(datagram, 8);
  return Number.isSafeInteger(value) ? value : null;
}

/** Cuts a field out of a message, without copying. */
export function fieldOf(message: Uint8Array, [from, to]: readonly [number, number]): Uint8Array {
  return message.subarray(from, to);
}

/** Lays out a response up to its MACs, which stay zero: they cover the bytes before them. */
export function encodeResponse(parts: {
  sender: number;
  receiver: number;
  ephemeral: Uint8Array;
  encryptedNothing: Uint8Array;
}): Uint8Array {
  const message = new Uint8Array(RESPONSE_BYTES);
  message[0] = RESPONSE;
  writeUint32(message, 4, parts.sender);
  writeUint32(message, 8, parts.receiver);
  message.set(parts.ephemeral, 12);
  message.set(parts.encryptedNothing, 44);
  return message;
}

/** Where `mac1` of a response lies; it covers all bytes before it. */
export const RESPONSE_MAC1_OFFSET = 60;

/** Lays out a cookie reply. @param parts.nonce - 24 bytes. @param parts.encryptedCookie - 32 bytes. */
export function encodeCookieReply(parts: {
  receiver: number;
  nonce: Uint8Array;
  encryptedCookie: Uint8Array;
}): Uint8Array {
  const message = new Uint8Array(COOKIE_REPLY_BYTES);
  message[0] = COOKIE_REPLY;
  writeUint32(message, 4, parts.receiver);
  message.set(parts.nonce, 8);
  message.set(parts.encryptedCookie, 32);
  return message;
}

function readUint32(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  const high = (bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8);
  return (low | (high << 16)) >>> 0;
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, value, true);
}
