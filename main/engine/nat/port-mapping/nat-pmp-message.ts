/**
 * NAT-PMP messages (RFC 6886 §3.2, §3.3), big-endian.
 *
 *   requests: 0 version 0 | 1 opcode | MAP: 4 internal port | 6 external port | 8–11 lifetime in seconds
 *   answers:  0 version 0 | 1 128 + opcode | 2 result | 4–7 epoch | ADDRESS: 8–11 address
 *             MAP: 8 internal port | 10 external port | 12–15 lifetime
 */
import { formatIpv4 } from '../../../../shared/address.ts';
import type { Because } from '../../../../shared/faults/fault-reasons.ts';
import type { Transport } from './mapper.ts';

const OPCODE = { address: 0, udp: 1, tcp: 2 } as const;
const RESPONSE = 0x80;

/** What all answers tell. */
export interface NatPmpAnswer {
  /** 0 is success; see {@link natPmpRefusal}. */
  readonly result: number;
  readonly epochSeconds: number;
}

export interface AddressAnswer extends NatPmpAnswer {
  /** 0.0.0.0 in a refusal. */
  readonly address: string;
}

export interface PortMapAnswer extends NatPmpAnswer {
  readonly externalPort: number;
  readonly lifetimeSeconds: number;
}

export interface PortMapRequest {
  readonly transport: Transport;
  readonly internalPort: number;
  /** What the router is asked for; it may choose another. 0 when deleting. */
  readonly externalPort: number;
  /** 0 deletes the mapping. */
  readonly lifetimeSeconds: number;
}

/** Result codes' names (RFC 6886 §3.5). */
const RESULTS = [
  'maps-nothing',
  'unsupported-version',
  'not-authorised',
  'network-failure',
  'no-resources',
  'unsupported-opcode',
] as const;

/** Why a router grants nothing; by a result of 0 it agrees, and maps nothing all the same. */
export function natPmpRefusal(result: number): Because<'portmap.refused'> {
  const reason = RESULTS[result];
  return reason === undefined ? { reason: 'other-result', result } : { reason };
}

export function encodeAddressRequest(): Uint8Array {
  return Uint8Array.of(0, OPCODE.address);
}

export function encodePortMap(request: PortMapRequest): Uint8Array {
  const { transport, internalPort, externalPort, lifetimeSeconds } = request;
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  bytes[1] = OPCODE[transport];
  view.setUint16(4, internalPort);
  view.setUint16(6, externalPort);
  view.setUint32(8, lifetimeSeconds);
  return bytes;
}

/** The public address; null for anything but an answer to that question. */
export function decodeAddress(bytes: Uint8Array): AddressAnswer | null {
  const view = answerTo(bytes, OPCODE.address, 12);
  if (view === null) return null;
  return { ...head(view), address: view.byteLength < 12 ? '0.0.0.0' : formatIpv4(view.getUint32(8)) };
}

/** The mapping of this port; null for anything but an answer to that request. */
export function decodePortMap(bytes: Uint8Array, request: PortMapRequest): PortMapAnswer | null {
  const view = answerTo(bytes, OPCODE[request.transport], 16);
  if (view === null) return null;
  if (view.byteLength < 16) return { ...head(view), externalPort: 0, lifetimeSeconds: 0 };
  if (view.getUint16(8) !== request.internalPort) return null;
  const [externalPort, lifetimeSeconds] = [view.getUint16(10), view.getUint32(12)];
  // A grant without a port is none.
  if (view.getUint16(2) === 0 && request.lifetimeSeconds > 0 && externalPort === 0) return null;
  return { ...head(view), externalPort, lifetimeSeconds };
}

/** Refusals may end after the epoch; successes are whole. */
function answerTo(bytes: Uint8Array, opcode: number, wholeBytes: number): DataView | null {
  if (bytes.length < 8 || bytes[0] !== 0 || bytes[1] !== (RESPONSE | opcode)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint16(2) === 0 && bytes.length < wholeBytes ? null : view;
}

function head(view: DataView): NatPmpAnswer {
  return { result: view.getUint16(2), epochSeconds: view.getUint32(4) };
}
