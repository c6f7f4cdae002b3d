/**
 * The tunnel echo: a UDP datagram of 28 bytes inside the tunnel, answered by every engine on its party address.
 *
 *   0  magic "LRE1"   4  kind (1 request, 2 reply)   5  zero ×3
 *   8  session u32    12 sequence u32                16 sender's monotonic ms, float64, echoed unread
 *  24  requests of this session that the answerer had received, u32 (0 in a request)
 *
 * All big-endian. The count tells loss on the way there from loss on the way back.
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

/** Encodes an echo packet. */
export function encodeEcho(packet: EchoPacket): Uint8Array {
  const bytes = new Uint8Array(ECHO_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint8(4, packet.kind === 'request' ? 1 : 2);
  view.setUint32(8, packet.session);
  view.setUint32(12, packet.seq);
  view.setFloat64(16, packet.sentAtMs);
  view.setUint32(24, packet.received);
  return bytes;
}

/** Decodes an echo packet; null for anything else. */
export function decodeEcho(bytes: Uint8Array): EchoPacket | null {
  if (bytes.length !== ECHO_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = view.getUint8(4);
  if (view.getUint32(0) !== MAGIC || (kind !== 1 && kind !== 2)) return null;
  return {
    kind: kind === 1 ? 'request' : 'reply',
    session: view.getUint32(8),
    seq: view.getUint32(12),
    sentAtMs: view.getFloat64(16),
    received: view.getUint32(24),
  };
}
