/**
 * ICMP as far as probes need it (RFC 792, RFC 4443): echo, and the complaints of hosts on the way.
 *
 *   0  type   1  code   2  checksum u16   4  identifier u16   6  sequence u16   8  payload
 *
 * A complaint has 4 bytes in the place of identifier and sequence (its last two are the MTU of IPv4's "too big", all
 * four that of IPv6's) and then quotes the packet it is about, IP header and all.
 */
import { bytesToAddress } from '../../../../shared/stun/address-bytes.ts';
import type { Family } from '../native/socket-layout.ts';
import { internetChecksum } from './checksum.ts';

export interface Echo {
  readonly identifier: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** What a host on the way, or this one, has against a packet. */
export type TroubleKind = 'unreachable' | 'too-big' | 'time-exceeded' | 'parameter';

export interface Trouble {
  readonly what: TroubleKind;
  readonly code: number;
  /** too-big only: what the next hop takes, bytes; null where it doesn't say. */
  readonly mtu: number | null;
}

export type IcmpMessage =
  | { readonly kind: 'reply'; readonly echo: Echo }
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly quoted: QuotedEcho };

/** Our own request as a complaint quotes it; routers may quote no more than the first 8 bytes. */
export interface QuotedEcho extends Echo {
  readonly to: string;
}

export const ICMP_HEADER_BYTES = 8;
const REQUEST = { 4: 8, 6: 128 } as const;
const REPLY = { 4: 0, 6: 129 } as const;
const IPV6_HEADER_BYTES = 40;
const PROTOCOL = { 4: 1, 6: 58 } as const;
const FRAGMENTATION_NEEDED = 4;
const TROUBLES: Readonly<Record<Family, ReadonlyMap<number, TroubleKind>>> = {
  4: new Map([
    [3, 'unreachable'],
    [11, 'time-exceeded'],
    [12, 'parameter'],
  ]),
  6: new Map([
    [1, 'unreachable'],
    [2, 'too-big'],
    [3, 'time-exceeded'],
    [4, 'parameter'],
  ]),
};

/** Encodes an echo request with its checksum. IPv6's also covers addresses: there the kernel writes it. */
export function encodeRequest(family: Family, { identifier, sequence, payload }: Echo): Buffer {
  const bytes = Buffer.alloc(ICMP_HEADER_BYTES + payload.length);
  bytes[0] = REQUEST[family];
  bytes.writeUInt16BE(identifier, 4);
  bytes.writeUInt16BE(sequence, 6);
  bytes.set(payload, ICMP_HEADER_BYTES);
  if (family === 4) bytes.writeUInt16BE(internetChecksum(bytes), 2);
  return bytes;
}

/** Decodes a message without its IP header; null for what isn't an echo reply or a complaint about an echo request. */
export function decodeMessage(family: Family, bytes: Uint8Array): IcmpMessage | null {
  const echo = decodeEcho(bytes);
  if (echo === null) return null;
  if (bytes[0] === REPLY[family]) return { kind: 'reply', echo };
  const view = viewOf(bytes);
  const info = family === 4 ? view.getUint16(6) : view.getUint32(4);
  const trouble = describeTrouble(family, view.getUint8(0), view.getUint8(1), info);
  const quoted = decodeQuoted(family, bytes.subarray(ICMP_HEADER_BYTES));
  return trouble === null || quoted === null ? null : { kind: 'trouble', trouble, quoted };
}

/** Names a complaint by its type and code; null for other types. @param info - the MTU that it carries; 0: none. */
export function describeTrouble(family: Family, type: number, code: number, info: number): Trouble | null {
  const what = TROUBLES[family].get(type);
  if (what === undefined) return null;
  const tooBig =
    what === 'too-big' || (what === 'unreachable' && family === 4 && code === FRAGMENTATION_NEEDED);
  return { what: tooBig ? 'too-big' : what, code, mtu: tooBig && info > 0 ? info : null };
}

/** The echo request at the start of `bytes`; null for any other message. */
export function decodeRequest(family: Family, bytes: Uint8Array): Echo | null {
  return bytes[0] === REQUEST[family] ? decodeEcho(bytes) : null;
}

/** Takes the IPv4 header off a packet and reads its TTL; null when the packet is shorter than it says. */
export function stripIpv4Header(
  packet: Uint8Array,
): { readonly ttl: number; readonly body: Uint8Array } | null {
  const length = ((packet[0] ?? 0) & 0x0f) * 4;
  if ((packet[0] ?? 0) >> 4 !== 4 || length < 20 || packet.length < length) return null;
  return { ttl: packet[8] ?? 0, body: packet.subarray(length) };
}

function decodeEcho(bytes: Uint8Array): Echo | null {
  if (bytes.length < ICMP_HEADER_BYTES) return null;
  const view = viewOf(bytes);
  return {
    identifier: view.getUint16(4),
    sequence: view.getUint16(6),
    payload: bytes.subarray(ICMP_HEADER_BYTES),
  };
}

function decodeQuoted(family: Family, packet: Uint8Array): QuotedEcho | null {
  const ip =
    family === 4
      ? { protocol: packet[9], to: packet.subarray(16, 20), body: stripIpv4Header(packet)?.body }
      : { protocol: packet[6], to: packet.subarray(24, 40), body: packet.subarray(IPV6_HEADER_BYTES) };
  const to = bytesToAddress(ip.to);
  const echo =
    ip.protocol === PROTOCOL[family] && ip.body !== undefined ? decodeRequest(family, ip.body) : null;
  return to === null || echo === null ? null : { ...echo, to };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
