/**
 * PCP messages (RFC 6887 §7, §11.1, §14.1), IPv4 only.
 *
 *   0 version 2 | 1 R, opcode | 2 reserved (3: result code, in answers) | 4–7 lifetime in seconds
 *   requests: 8–23 client address          answers: 8–11 epoch | 12–23 reserved
 *   MAP:     24–35 nonce | 36 protocol | 40 internal port | 42 external port | 44–59 external address
 */
import type { Endpoint } from '../../../../shared/address.ts';
import type { Because } from '../../../../shared/faults/fault-reasons.ts';
import { addressToBytes, bytesToAddress } from '../../../../shared/stun/address-bytes.ts';
import type { Transport } from './mapper.ts';

export const PCP_VERSION = 2;
const OPCODE = { announce: 0, map: 1 } as const;
const RESPONSE = 0x80;
const HEADER_BYTES = 24;
const MAP_BYTES = 36;
/** RFC 6887 §7: no message is longer. */
const LONGEST_MESSAGE = 1_100;
export const NONCE_BYTES = 12;
/** As IANA numbers protocols. */
const PROTOCOL = { udp: 17, tcp: 6 } as const;

export interface MapRequest {
  readonly clientAddress: string;
  readonly nonce: Uint8Array;
  readonly transport: Transport;
  readonly internalPort: number;
  /** What the router is asked for; address 0.0.0.0 and port 0 leave it the choice. */
  readonly external: Endpoint;
  /** 0 deletes the mapping. */
  readonly lifetimeSeconds: number;
}

/** The head of an answer. */
export interface PcpAnswer {
  /** 0 is success; see {@link pcpRefusal}. */
  readonly result: number;
  /** Of the mapping; in a refusal the time for which it will stand. */
  readonly lifetimeSeconds: number;
  readonly epochSeconds: number;
}

export interface MapAnswer extends PcpAnswer {
  readonly external: Endpoint;
}

/** Result codes' names (RFC 6887 §7.4). */
const RESULTS = [
  'maps-nothing',
  'unsupported-version',
  'not-authorised',
  'malformed-request',
  'unsupported-opcode',
  'unsupported-option',
  'malformed-option',
  'network-failure',
  'no-resources',
  'unsupported-protocol',
  'quota-exceeded',
  'no-external-port',
  'address-mismatch',
  'too-many-remote-peers',
] as const;

/** Why a router grants nothing; by a result of 0 it agrees, and maps nothing all the same. */
export function pcpRefusal(result: number): Because<'portmap.refused'> {
  const reason = RESULTS[result];
  return reason === undefined ? { reason: 'other-result', result } : { reason };
}

/** A request that asks for nothing but an answer, which tells the router's epoch. */
export function encodeAnnounce(clientAddress: string): Uint8Array {
  return header(OPCODE.announce, 0, clientAddress, HEADER_BYTES);
}

export function encodeMap(request: MapRequest): Uint8Array {
  const { clientAddress, nonce, transport, internalPort, external, lifetimeSeconds } = request;
  const bytes = header(OPCODE.map, lifetimeSeconds, clientAddress, HEADER_BYTES + MAP_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(nonce, 24);
  bytes[36] = PROTOCOL[transport];
  view.setUint16(40, internalPort);
  view.setUint16(42, external.port);
  bytes.set(mapped(external.address), 44);
  return bytes;
}

/** The answer to an announcement; null for anything else. */
export function decodeAnnounce(bytes: Uint8Array): PcpAnswer | null {
  return decodeHeader(bytes, OPCODE.announce);
}

/** The answer to this very request; null for anything else, also when a nonce, port or protocol differs. */
export function decodeMap(
  bytes: Uint8Array,
  { nonce, transport, internalPort }: MapRequest,
): MapAnswer | null {
  const head = decodeHeader(bytes, OPCODE.map);
  if (head === null || bytes.length < HEADER_BYTES + MAP_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!nonce.every((byte, at) => bytes[24 + at] === byte)) return null;
  if (bytes[36] !== PROTOCOL[transport] || view.getUint16(40) !== internalPort) return null;
  const address = unmapped(bytes.subarray(44, 60));
  const port = view.getUint16(42);
  // A grant without an IPv4 address and port is none.
  if (head.result === 0 && head.lifetimeSeconds > 0 && (address === null || port === 0)) return null;
  return { ...head, external: { address: address ?? '0.0.0.0', port } };
}

/** Whether these bytes tell that whoever listens speaks NAT-PMP and not PCP (RFC 6886 §3.5, RFC 6887 §9). */
export function deniesPcp(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0 && ((bytes[1] ?? 0) & RESPONSE) !== 0;
}

function header(opcode: number, lifetimeSeconds: number, clientAddress: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = PCP_VERSION;
  bytes[1] = opcode;
  new DataView(bytes.buffer).setUint32(4, lifetimeSeconds);
  bytes.set(mapped(clientAddress), 8);
  return bytes;
}

function decodeHeader(bytes: Uint8Array, opcode: number): PcpAnswer | null {
  const fits = bytes.length >= HEADER_BYTES && bytes.length <= LONGEST_MESSAGE && bytes.length % 4 === 0;
  if (!fits || bytes[0] !== PCP_VERSION || bytes[1] !== (RESPONSE | opcode)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { result: view.getUint8(3), lifetimeSeconds: view.getUint32(4), epochSeconds: view.getUint32(8) };
}

/** IPv4-mapped IPv6 (RFC 4291 §2.5.5.2), the one form of addresses in PCP. */
function mapped(ipv4: string): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set([0xff, 0xff, ...(addressToBytes(ipv4) ?? [])], 10);
  return bytes;
}

function unmapped(bytes: Uint8Array): string | null {
  const prefixed =
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  return prefixed ? bytesToAddress(bytes.subarray(12)) : null;
}
