/** ICMP_ECHO_REPLY and ICMPV6_ECHO_REPLY of 64-bit Windows (ipexport.h), and what their status means. */

import { invariant } from '../../../../shared/result.ts';
import { addressToBytes, bytesToAddress } from '../../../../shared/stun/address-bytes.ts';
import type { Family } from '../native/socket-layout.ts';
import { BELOW_RESOLUTION_MS } from '../system/parse-ping.ts';
import type { TroubleKind } from './icmp-message.ts';
import type { EchoOutcome } from './pinger.ts';

const AF_INET6 = 23;
const SOCKET_ADDRESS_6_BYTES = 28;
const SUCCESS = 0;
const TIMED_OUT = 11_010;

/** IP_STATUS → kind of complaint and ICMP's code. */
const TROUBLES: ReadonlyMap<number, readonly [TroubleKind, number]> = new Map([
  [11_002, ['unreachable', 0]],
  [11_003, ['unreachable', 1]],
  [11_004, ['unreachable', 2]],
  [11_005, ['unreachable', 3]],
  [11_009, ['too-big', 4]],
  [11_013, ['time-exceeded', 0]],
  [11_014, ['time-exceeded', 1]],
  [11_015, ['parameter', 0]],
  [11_040, ['unreachable', 0]],
]);

/**
 * What Windows says by itself while it has no way there: IP_GENERAL_FAILURE, and, of winerror.h, ERROR_NETWORK_UNREACHABLE
 * and ERROR_HOST_UNREACHABLE → ICMP's code. No machine sent it.
 */
const NO_WAY: ReadonlyMap<number, number> = new Map([
  [11_050, 0],
  [1_231, 0],
  [1_232, 1],
]);

/** Where the fields of a reply lie. IPv6's address structure is packed: port, flow, 16 bytes of address, scope. */
const AT = {
  4: { address: 0, status: 4, roundTrip: 8, ttl: 24 },
  6: { address: 6, status: 28, roundTrip: 32, ttl: null },
} as const;

/** IPv4: the 4 bytes, as the call takes them. IPv6: a `sockaddr_in6`. */
export function encodeWindowsAddress(literal: string, family: Family): Buffer {
  const address = addressToBytes(literal);
  invariant(address !== null && address.length === (family === 4 ? 4 : 16), 'not an address of that family');
  if (family === 4) return Buffer.from(address);
  const bytes = Buffer.alloc(SOCKET_ADDRESS_6_BYTES);
  bytes.writeUInt16LE(AF_INET6, 0);
  bytes.set(address, 8);
  return bytes;
}

/** Reads a reply; the system has matched it to its request by itself. */
export function readWindowsReply(family: Family, bytes: Buffer): EchoOutcome {
  const at = AT[family];
  const status = bytes.readUInt32LE(at.status);
  if (status === TIMED_OUT) return { kind: 'timeout' };
  const from = bytesToAddress(bytes.subarray(at.address, at.address + (family === 4 ? 4 : 16)));
  const rttMs = bytes.readUInt32LE(at.roundTrip) || BELOW_RESOLUTION_MS;
  if (status === SUCCESS && from !== null) {
    return { kind: 'reply', rttMs, ttl: at.ttl === null ? null : (bytes[at.ttl] ?? null), from };
  }
  const noWay = NO_WAY.get(status);
  if (noWay !== undefined) {
    return {
      kind: 'trouble',
      rttMs: null,
      from: null,
      trouble: { what: 'unreachable', code: noWay, mtu: null },
    };
  }
  const [what, code] = TROUBLES.get(status) ?? [];
  if (what === undefined || code === undefined) {
    return { kind: 'error', why: { reason: 'windows-error', number: status } };
  }
  return { kind: 'trouble', rttMs, from, trouble: { what, code, mtu: null } };
}
