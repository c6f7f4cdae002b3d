/** What the kernel says beside a packet (`recvmsg` control messages): when it came, its TTL, and what went wrong. */
import { decodeSocketAddress } from './socket-address.ts';
import type { Family, SocketLayout } from './socket-layout.ts';

/** `struct sock_extended_err` of Linux: who complained and about what. */
export interface ErrorNote {
  readonly errno: number;
  /** `local`: this machine's own kernel, `icmp`: a host on the way. */
  readonly origin: 'local' | 'icmp';
  readonly type: number;
  readonly code: number;
  /** For "too big": the next hop's MTU. */
  readonly info: number;
  readonly from: string | null;
}

export interface ControlData {
  /** Wall-clock ms with fractions, by the kernel; null when it didn't stamp the packet. */
  readonly stampMs: number | null;
  readonly ttl: number | null;
  readonly error: ErrorNote | null;
}

const EXTENDED_ERROR_BYTES = 16;
const ORIGIN_LOCAL = 1;

/** Reads control messages; a message that claims more than there is ends the reading. */
export function readControlData(bytes: Buffer, family: Family, layout: SocketLayout): ControlData {
  const { lengthBytes, align, data, level: levelAt, type: typeAt } = layout.control;
  const ip = layout.ip[family];
  let found: ControlData = { stampMs: null, ttl: null, error: null };
  for (let at = 0; at + data <= bytes.length; ) {
    const length = lengthBytes === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt32LE(at);
    if (length < data || at + length > bytes.length) break;
    const level = bytes.readInt32LE(at + levelAt);
    const type = bytes.readInt32LE(at + typeAt);
    const content = bytes.subarray(at + data, at + length);
    if (level === layout.socketLevel && type === layout.timestampMessage && content.length >= 12) {
      found = { ...found, stampMs: readStamp(content, layout.timestampFractionMs) };
    } else if (level === ip.level && type === ip.ttlMessage && content.length >= 4) {
      found = { ...found, ttl: content.readInt32LE(0) };
    } else if (level === ip.level && type === ip.receiveErrors && content.length >= EXTENDED_ERROR_BYTES) {
      found = { ...found, error: readError(content, layout) };
    }
    at += Math.ceil(length / align) * align;
  }
  return found;
}

/** Seconds, and a fraction that fits 32 bits in either unit. */
function readStamp(content: Buffer, fractionMs: number): number {
  return Number(content.readBigInt64LE(0)) * 1000 + content.readInt32LE(8) * fractionMs;
}

function readError(content: Buffer, layout: SocketLayout): ErrorNote {
  const offender = decodeSocketAddress(content.subarray(EXTENDED_ERROR_BYTES), layout);
  return {
    errno: content.readUInt32LE(0),
    origin: content[4] === ORIGIN_LOCAL ? 'local' : 'icmp',
    type: content[5] ?? 0,
    code: content[6] ?? 0,
    info: content.readUInt32LE(8),
    from: offender?.address ?? null,
  };
}
