/**
 * The tunnel echo: a UDP datagram of 28 bytes inside the tunnel, answered by every engine on its party address.
 *
 *   0  magic "LRE1"   4  kind (1 request, 2 reply)   5  zero ×3
 *   8  session u32    12 sequence u32                16 sender's monotonic ms, float64, echoed unread
 *  24  requests of this session that the answerer had received, u32 (0 in a request)
 *
 * All big-endian. The count tells loss on the way there from loss on the way back.
 *
 * A size probe has the same form, but is as long as the packet whose size is tried: kind 3, answered by kind 4 of 28 bytes; from
 * 16 on zero (8), and the length of the IP packet, u32.
 */

export const ECHO_PORT = 8668;
export const ECHO_BYTES = 28;
const MAGIC = 0x4c524531;

export interface EchoPacket {
  readonly kind: 'request' | 'reply';
  readonly session: number;
  readonly seq: number;
  readonly sentAtMs: number;
  readonly received: number;
}

/** Whether a packet of that size comes through. */
export interface SizeProbe {
  readonly kind: 'probe' | 'probed';
  readonly session: number;
  readonly seq: number;
  /** Of the IP packet of the probe. */
  readonly bytes: number;
}

const KINDS = ['request', 'reply', 'probe', 'probed'] as const;
const HEADER_BYTES = 28;
/** Of the IP packet. */
export const LEAST_PROBE_BYTES = HEADER_BYTES + ECHO_BYTES;
const MOST_PROBE_BYTES = 9000;

/** Encodes an echo packet or a size probe. */
export function encodeEcho(packet: EchoPacket | SizeProbe): Uint8Array {
  const bytes = new Uint8Array(packet.kind === 'probe' ? packet.bytes - HEADER_BYTES : ECHO_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint8(4, KINDS.indexOf(packet.kind) + 1);
  view.setUint32(8, packet.session);
  view.setUint32(12, packet.seq);
  if ('sentAtMs' in packet) view.setFloat64(16, packet.sentAtMs);
  view.setUint32(24, 'bytes' in packet ? packet.bytes : packet.received);
  return bytes;
}

/** Decodes what {@link encodeEcho} makes; null for anything else. */
export function decodeEcho(bytes: Uint8Array): EchoPacket | SizeProbe | null {
  if (bytes.length < ECHO_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = KINDS[view.getUint8(4) - 1];
  if (view.getUint32(0) !== MAGIC || kind === undefined) return null;
  const [session, seq, last] = [view.getUint32(8), view.getUint32(12), view.getUint32(24)];
  if (kind === 'probe' || kind === 'probed') {
    const isLong = kind === 'probe' && bytes.length === last - HEADER_BYTES && last <= MOST_PROBE_BYTES;
    return isLong || (kind === 'probed' && bytes.length === ECHO_BYTES)
      ? { kind, session, seq, bytes: last }
      : null;
  }
  if (bytes.length !== ECHO_BYTES) return null;
  return { kind, session, seq, sentAtMs: view.getFloat64(16), received: last };
}
