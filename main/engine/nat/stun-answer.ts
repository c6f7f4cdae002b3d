/** What a STUN server's answer says, in the terms that behaviour discovery needs. */
import { type Endpoint, parseIpv4 } from '../../../shared/address.ts';
import { decodeAddress } from '../../../shared/stun/mapped-address.ts';
import {
  BINDING_ERROR,
  BINDING_SUCCESS,
  type StunMessage,
  stunAttribute,
} from '../../../shared/stun/message.ts';
import { decodeXorAddress } from '../../../shared/stun/xor-address.ts';

export type StunAnswer =
  /** `other`: where the server can also answer from (RFC 5780 §7.4); null when it offers no such place. */
  | { readonly kind: 'success'; readonly mapped: Endpoint; readonly other: Endpoint | null }
  /** `code` is 300–699; `alternate` comes with 300, Try Alternate. */
  | { readonly kind: 'error'; readonly code: number; readonly alternate: Endpoint | null };

/** Attributes below this must be understood, or the answer be discarded (RFC 8489 §6.3.3). */
const FIRST_OPTIONAL_TYPE = 0x8000;
/** All required ones of RFC 8489, 5780 and 3489: known by name at least, so an answer with them is still good. */
const LAST_KNOWN_TYPE = 0x0027;

/** Reads an answer; null when it is none, or none that can be used. */
export function readStunAnswer(message: StunMessage): StunAnswer | null {
  if (message.type === BINDING_ERROR) return readError(message);
  if (message.type !== BINDING_SUCCESS) return null;
  if (message.attributes.some(({ type }) => type > LAST_KNOWN_TYPE && type < FIRST_OPTIONAL_TYPE))
    return null;
  const mapped = readMapped(message);
  return mapped === null
    ? null
    : { kind: 'success', mapped, other: readEndpoint(message, stunAttribute.otherAddress) };
}

/** Servers of RFC 3489 know only the plain form, which some routers rewrite: the other one goes first. */
function readMapped(message: StunMessage): Endpoint | null {
  const value = find(message, stunAttribute.xorMappedAddress);
  const mapped = value === undefined ? null : usable(decodeXorAddress(value, message.transactionId));
  return mapped ?? readEndpoint(message, stunAttribute.mappedAddress);
}

/** RFC 8489 §14.8: the class (3–6) in the lower bits of the third byte, then the number (0–99). */
function readError(message: StunMessage): StunAnswer | null {
  const [, , hundreds = 0, rest = 0] = find(message, stunAttribute.errorCode) ?? [];
  const code = (hundreds & 7) * 100 + rest;
  if (rest > 99 || code < 300 || code > 699) return null;
  return { kind: 'error', code, alternate: readEndpoint(message, stunAttribute.alternateServer) };
}

function readEndpoint(message: StunMessage, type: number): Endpoint | null {
  const value = find(message, type);
  return value === undefined ? null : usable(decodeAddress(value));
}

/** The first one counts (RFC 8489 §14). */
function find({ attributes }: StunMessage, wanted: number): Uint8Array | undefined {
  return attributes.find(({ type }) => type === wanted)?.value;
}

/** Nobody sends from port 0, from "this network" (RFC 1122 §3.2.1.3), or from a group's address. */
function usable(endpoint: Endpoint | null): Endpoint | null {
  if (endpoint === null || endpoint.port === 0) return null;
  const ipv4 = parseIpv4(endpoint.address);
  const single = ipv4 === null ? !/^(::$|ff)/.test(endpoint.address) : ipv4 >>> 24 > 0 && ipv4 >>> 28 < 14;
  return single ? endpoint : null;
}
