/**
 * Traffic of tests on demand: marked UDP datagrams inside the tunnel, on a port of their own.
 *
 *   0  magic "LRT1"   4  kind u8   5  zero ×3   8  run u32   12  sequence u32   16  token, 8 bytes
 *  ask      1  → 64 bytes. Token: a nonce of the asker. 24 purpose u8 (1 up, 2 down, 3 echo) · 28 bytes a second u32 ·
 *                32 duration ms u32
 *  grant    2  ← 40 bytes. Token: the asker's nonce. 24 the run's token, 8 bytes · 32 bytes a second u32 · 36 ms u32
 *  refusal  3  ← 32 bytes. Token: the asker's nonce. 24 reason u8 (1 busy, 2 too often, 3 not allowed) ·
 *                28 retry after ms u32
 *  start    4  → 32 bytes. 24 bytes a second u32 · 28 packets of a burst u32: send, or go on sending, like that
 *  up       5  →, down 6 ←: 24 burst u32, then filler
 *  poll     7  → 24 bytes: asks for a report
 *  report   8  ← 56 bytes. Sequence: the poll's. 24 packets u32 · 28 sent u32 · 32 bytes f64 · 40 rate f64 ·
 *                48 answerer's monotonic ms f64
 *  stop     9  → 24 bytes
 *  echo    10  →, 24 sender's monotonic ms f64, then filler; reply 11 ←, 32 bytes, the same head
 *  knock   12  → 64 bytes, from any port. Token: a nonce of who knocks. heard 13 ←, 24 bytes, to that port; knock back 14 ←,
 *                24 bytes, from another port to 8669
 *
 * All big-endian. No answer is longer than what it answers, both to a knock together included (a poll of 24 bytes is answered only within a granted run),
 * and down begins only after a start with the token that went to the asker's address.
 */

export const TRAFFIC_PORT = 8669;
/** Passes tunnels down to an MTU of 1280. */
export const TRAFFIC_BYTES = 1200;
const MAGIC = 0x4c525431;
const HEAD_BYTES = 24;
const MAX_BYTES = 2048;

export const purposes = ['up', 'down', 'echo'] as const;
export type Purpose = (typeof purposes)[number];
export const refusalReasons = ['busy', 'too-often', 'not-allowed'] as const;
export type RefusalReason = (typeof refusalReasons)[number];

interface Head {
  readonly run: number;
  readonly seq: number;
  readonly token: bigint;
}

/** How much arrived on one side, and how much it sent. */
export interface TrafficReport {
  readonly packets: number;
  readonly sent: number;
  readonly bytes: number;
  /** Bits a second within bursts; 0 before any burst could be measured. */
  readonly rate: number;
  readonly atMs: number;
}

export type TrafficPacket = Head &
  (
    | {
        readonly kind: 'ask';
        readonly purpose: Purpose;
        readonly bytesPerSecond: number;
        readonly durationMs: number;
      }
    | {
        readonly kind: 'grant';
        readonly granted: bigint;
        readonly bytesPerSecond: number;
        readonly durationMs: number;
      }
    | { readonly kind: 'refusal'; readonly reason: RefusalReason; readonly retryAfterMs: number }
    | { readonly kind: 'start'; readonly bytesPerSecond: number; readonly burstPackets: number }
    | { readonly kind: 'up' | 'down'; readonly burst: number; readonly sizeBytes: number }
    | { readonly kind: 'poll' | 'stop' | 'knock' | 'heard' | 'knock-back' }
    | ({ readonly kind: 'report' } & TrafficReport)
    | { readonly kind: 'echo' | 'reply'; readonly sentAtMs: number; readonly sizeBytes: number }
  );
export type TrafficKind = TrafficPacket['kind'];

/** Kind → its number and the bytes that it has at least; `exact` where it has no filler. */
const shapes: Readonly<Record<TrafficKind, { code: number; bytes: number; exact: boolean }>> = {
  ask: { code: 1, bytes: 64, exact: true },
  grant: { code: 2, bytes: 40, exact: true },
  refusal: { code: 3, bytes: 32, exact: true },
  start: { code: 4, bytes: 32, exact: true },
  up: { code: 5, bytes: 28, exact: false },
  down: { code: 6, bytes: 28, exact: false },
  poll: { code: 7, bytes: 24, exact: true },
  report: { code: 8, bytes: 56, exact: true },
  stop: { code: 9, bytes: 24, exact: true },
  echo: { code: 10, bytes: 32, exact: false },
  reply: { code: 11, bytes: 32, exact: true },
  knock: { code: 12, bytes: 64, exact: true },
  heard: { code: 13, bytes: 24, exact: true },
  'knock-back': { code: 14, bytes: 24, exact: true },
};
const kinds = new Map(Object.entries(shapes).map(([kind, { code }]) => [code, kind as TrafficKind]));

/** Encodes a packet; numbers beyond 32 bits are cut to the highest that fits. */
export function encodeTraffic(packet: TrafficPacket): Uint8Array {
  const { code, bytes: least, exact } = shapes[packet.kind];
  const sizeBytes =
    !exact && 'sizeBytes' in packet ? Math.min(MAX_BYTES, Math.max(least, packet.sizeBytes)) : least;
  const bytes = new Uint8Array(sizeBytes);
  const view = new DataView(bytes.buffer);
  const setNumber = (offset: number, value: number): void =>
    view.setUint32(offset, Math.min(0xffffffff, value));
  view.setUint32(0, MAGIC);
  view.setUint8(4, code);
  setNumber(8, packet.run);
  setNumber(12, packet.seq);
  view.setBigUint64(16, packet.token);
  switch (packet.kind) {
    case 'ask':
      view.setUint8(24, purposes.indexOf(packet.purpose) + 1);
      setNumber(28, packet.bytesPerSecond);
      setNumber(32, packet.durationMs);
      break;
    case 'grant':
      view.setBigUint64(24, packet.granted);
      setNumber(32, packet.bytesPerSecond);
      setNumber(36, packet.durationMs);
      break;
    case 'refusal':
      view.setUint8(24, refusalReasons.indexOf(packet.reason) + 1);
      setNumber(28, packet.retryAfterMs);
      break;
    case 'start':
      setNumber(24, packet.bytesPerSecond);
      setNumber(28, packet.burstPackets);
      break;
    case 'up':
    case 'down':
      setNumber(24, packet.burst);
      break;
    case 'report':
      setNumber(24, packet.packets);
      setNumber(28, packet.sent);
      view.setFloat64(32, packet.bytes);
      view.setFloat64(40, packet.rate);
      view.setFloat64(48, packet.atMs);
      break;
    case 'echo':
    case 'reply':
      view.setFloat64(24, packet.sentAtMs);
  }
  return bytes;
}

/** Decodes a packet; null for anything else. */
export function decodeTraffic(bytes: Uint8Array): TrafficPacket | null {
  if (bytes.length < HEAD_BYTES || bytes.length > MAX_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = kinds.get(view.getUint8(4));
  if (view.getUint32(0) !== MAGIC || kind === undefined) return null;
  const { bytes: least, exact } = shapes[kind];
  if (bytes.length < least || (exact && bytes.length !== least)) return null;
  const head = { run: view.getUint32(8), seq: view.getUint32(12), token: view.getBigUint64(16) };
  return decodeBody(kind, head, view);
}

function decodeBody(kind: TrafficKind, head: Head, view: DataView): TrafficPacket | null {
  switch (kind) {
    case 'ask': {
      const purpose = purposes[view.getUint8(24) - 1];
      const asked = { bytesPerSecond: view.getUint32(28), durationMs: view.getUint32(32) };
      return purpose === undefined ? null : { kind, ...head, purpose, ...asked };
    }
    case 'grant': {
      const allowed = { bytesPerSecond: view.getUint32(32), durationMs: view.getUint32(36) };
      return { kind, ...head, granted: view.getBigUint64(24), ...allowed };
    }
    case 'refusal': {
      const reason = refusalReasons[view.getUint8(24) - 1];
      return reason === undefined ? null : { kind, ...head, reason, retryAfterMs: view.getUint32(28) };
    }
    case 'start':
      return { kind, ...head, bytesPerSecond: view.getUint32(24), burstPackets: view.getUint32(28) };
    case 'up':
    case 'down':
      return { kind, ...head, burst: view.getUint32(24), sizeBytes: view.byteLength };
    case 'poll':
    case 'stop':
    case 'knock':
    case 'heard':
    case 'knock-back':
      return { kind, ...head };
    case 'report': {
      const counts = { packets: view.getUint32(24), sent: view.getUint32(28), bytes: view.getFloat64(32) };
      const report = { ...counts, rate: view.getFloat64(40), atMs: view.getFloat64(48) };
      const areFigures = [report.bytes, report.rate, report.atMs].every(
        (value) => value >= 0 && value <= Number.MAX_SAFE_INTEGER,
      );
      return areFigures ? { kind, ...head, ...report } : null;
    }
    case 'echo':
    case 'reply': {
      const sentAtMs = view.getFloat64(24);
      return Number.isFinite(sentAtMs) ? { kind, ...head, sentAtMs, sizeBytes: view.byteLength } : null;
    }
  }
}
