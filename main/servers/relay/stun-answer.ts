/** The relay as a STUN server (RFC 8489, binding only): it tells a client the source that it sees. */
import type { Endpoint } from '../../../shared/address.ts';
import {
  BINDING_ERROR,
  BINDING_REQUEST,
  BINDING_SUCCESS,
  decodeStun,
  encodeStun,
  type StunAttribute,
  stunAttribute,
} from '../../../shared/stun/message.ts';
import { encodeXorAddress } from '../../../shared/stun/xor-address.ts';

/** Attributes below this must be understood, or the request be refused (RFC 8489 §14). */
const FIRST_OPTIONAL_TYPE = 0x8000;
const UNDERSTOOD: ReadonlySet<number> = new Set([stunAttribute.padding]);
/** 420, Unknown Attribute, without a phrase: class 4, number 20 (RFC 8489 §14.8). */
const UNKNOWN_ATTRIBUTE = Uint8Array.of(0, 0, 4, 20);
/** More are not named, so that a refusal never grows with the request by more than it must. */
const NAMED_TYPES = 4;

/** The answer to a binding request; null when the datagram is none. */
export function answerStun(datagram: Uint8Array, source: Endpoint): Uint8Array | null {
  const request = decodeStun(datagram);
  if (request === null || request.type !== BINDING_REQUEST) return null;
  const { transactionId } = request;
  const unknown = request.attributes
    .map(({ type }) => type)
    .filter((type) => type < FIRST_OPTIONAL_TYPE && !UNDERSTOOD.has(type));
  if (unknown.length > 0) {
    return encodeStun({ type: BINDING_ERROR, transactionId, attributes: refusal(unknown) });
  }
  const value = encodeXorAddress(source, transactionId);
  if (value === null) return null;
  const mapped = { type: stunAttribute.xorMappedAddress, value };
  return encodeStun({ type: BINDING_SUCCESS, transactionId, attributes: [mapped] });
}

function refusal(unknown: readonly number[]): StunAttribute[] {
  const types = unknown.slice(0, NAMED_TYPES).flatMap((type) => [type >>> 8, type & 255]);
  return [
    { type: stunAttribute.errorCode, value: UNKNOWN_ATTRIBUTE },
    { type: stunAttribute.unknownAttributes, value: Uint8Array.from(types) },
  ];
}
