/**
 * STUN messages (RFC 8489 §5): a header and a list of attributes. Integers are big-endian.
 *
 *    0  two zero bits, then the message type (14 bits)     then for each attribute:
 *    2  length of what follows the header                   0  type
 *    4  magic cookie 0x2112A442                             2  length of the value, without its padding
 *    8  transaction ID (12)                                 4  value, padded to a multiple of 4
 */

export const MAGIC_COOKIE = 0x2112a442;
export const STUN_HEADER_BYTES = 20;

export const BINDING_REQUEST = 0x0001;
export const BINDING_SUCCESS = 0x0101;
export const BINDING_ERROR = 0x0111;

/** Types of attributes, by the names of RFC 8489 §18.3 and RFC 5780 §9.1. */
export const stunAttribute = {
  mappedAddress: 0x0001,
  changeRequest: 0x0003,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  xorMappedAddress: 0x0020,
  padding: 0x0026,
  alternateServer: 0x8023,
  responseOrigin: 0x802b,
  otherAddress: 0x802c,
} as const;

export interface StunAttribute {
  readonly type: number;
  readonly value: Uint8Array;
}

export interface StunMessage {
  /** Method and class together, as on the wire: 0x0001 is a binding request. */
  readonly type: number;
  /** 12 bytes, chosen by the client. */
  readonly transactionId: Uint8Array;
  readonly attributes: readonly StunAttribute[];
}

/** Tells STUN from other protocols on one port (RFC 8489 §6.3) by its first 20 bytes. */
export function isStun(datagram: Uint8Array): boolean {
  return (
    datagram.length >= STUN_HEADER_BYTES &&
    ((datagram[0] ?? 0xff) & 0xc0) === 0 &&
    viewOf(datagram).getUint32(4) === MAGIC_COOKIE
  );
}

/** Decodes one message; null when any length disagrees with the datagram. Values share its memory. */
export function decodeStun(datagram: Uint8Array): StunMessage | null {
  if (!isStun(datagram)) return null;
  const view = viewOf(datagram);
  if (view.getUint16(2) !== datagram.length - STUN_HEADER_BYTES || datagram.length % 4 !== 0) return null;
  const attributes: StunAttribute[] = [];
  let at = STUN_HEADER_BYTES;
  while (at < datagram.length) {
    const end = at + 4 + view.getUint16(at + 2);
    if (end > datagram.length) return null;
    attributes.push({ type: view.getUint16(at), value: datagram.subarray(at + 4, end) });
    at = padded(end);
  }
  return { type: view.getUint16(0), transactionId: datagram.subarray(8, STUN_HEADER_BYTES), attributes };
}

/** Encodes one message; padding is zero. */
export function encodeStun({ type, transactionId, attributes }: StunMessage): Uint8Array {
  const length = attributes.reduce((sum, { value }) => sum + 4 + padded(value.length), 0);
  const datagram = new Uint8Array(STUN_HEADER_BYTES + length);
  const view = viewOf(datagram);
  view.setUint16(0, type);
  view.setUint16(2, length);
  view.setUint32(4, MAGIC_COOKIE);
  datagram.set(transactionId, 8);
  let at = STUN_HEADER_BYTES;
  for (const attribute of attributes) {
    view.setUint16(at, attribute.type);
    view.setUint16(at + 2, attribute.value.length);
    datagram.set(attribute.value, at + 4);
    at += 4 + padded(attribute.value.length);
  }
  return datagram;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
