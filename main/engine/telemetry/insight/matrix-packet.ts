/**
 * A member's own row of the latency matrix: a UDP datagram inside the tunnel, on the port of the tunnel echo, so that no
 * server learns it and WireGuard vouches for its source.
 *
 *   0  magic "LRM1"   4  entries u8 (0–63)   5  zero ×3
 *   8  session u32    12 sequence u32, rising within a session
 *  16  entries of 10 bytes: party address u32 · latency u16 in 0.1 ms, 65535 none · peak of the last 5 s u16 likewise,
 *      65535 lost · loss u8 in 1/200, 255 unknown · path u8 (0 none, 1 lan, 2 ipv6, 3 mapped, 4 punched, 5 direct,
 *      6 relay, 7 tcp)
 *
 * All big-endian. At most 646 bytes.
 */
import type { PairLatency } from '../../../../shared/model/insight.ts';

const MAGIC = 0x4c524d31;
const HEADER_BYTES = 16;
const ENTRY_BYTES = 10;
/** A party has 64 members. */
export const MAX_ENTRIES = 63;
const NO_LATENCY = 0xffff;
const NO_LOSS = 0xff;
const LOSS_STEPS = 200;
const paths = [null, 'lan', 'ipv6', 'mapped', 'punched', 'direct', 'relay', 'tcp'] as const;

/** How the sender reaches one other member; `address` is that member's within the party, as a number. */
export interface RowEntry extends Pick<PairLatency, 'latencyMs' | 'lossRatio' | 'path'> {
  readonly address: number;
  /** Longest round trip since the last row, ms; null: an echo was lost. */
  readonly peakMs: number | null;
}

export interface MatrixRow {
  /** Random u32, new at each start of the sender's party. */
  readonly session: number;
  readonly seq: number;
  readonly entries: readonly RowEntry[];
}

/** Encodes a row; entries above 63 are left out. Latency is kept up to 6553.4 ms, in steps of 0.1. */
export function encodeRow({ session, seq, entries }: MatrixRow): Uint8Array {
  const kept = entries.slice(0, MAX_ENTRIES);
  const bytes = new Uint8Array(HEADER_BYTES + kept.length * ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint8(4, kept.length);
  view.setUint32(8, session);
  view.setUint32(12, seq);
  kept.forEach(({ address, latencyMs, peakMs, lossRatio, path }, i) => {
    const offset = HEADER_BYTES + i * ENTRY_BYTES;
    view.setUint32(offset, address);
    view.setUint16(offset + 4, toTenths(latencyMs));
    view.setUint16(offset + 6, toTenths(peakMs));
    view.setUint8(offset + 8, lossRatio === null ? NO_LOSS : Math.round(lossRatio * LOSS_STEPS));
    view.setUint8(offset + 9, paths.indexOf(path));
  });
  return bytes;
}

/** Decodes a row; null for anything else: wrong size, unknown path, impossible loss, an address twice. */
export function decodeRow(bytes: Uint8Array): MatrixRow | null {
  if (bytes.length < HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint8(4);
  if (view.getUint32(0) !== MAGIC || count > MAX_ENTRIES) return null;
  if (bytes.length !== HEADER_BYTES + count * ENTRY_BYTES) return null;
  const entries: RowEntry[] = [];
  for (let offset = HEADER_BYTES; offset < bytes.length; offset += ENTRY_BYTES) {
    const loss = view.getUint8(offset + 8);
    const path = paths[view.getUint8(offset + 9)];
    if (path === undefined || (loss > LOSS_STEPS && loss !== NO_LOSS)) return null;
    entries.push({
      address: view.getUint32(offset),
      latencyMs: fromTenths(view.getUint16(offset + 4)),
      peakMs: fromTenths(view.getUint16(offset + 6)),
      lossRatio: loss === NO_LOSS ? null : loss / LOSS_STEPS,
      path,
    });
  }
  if (new Set(entries.map(({ address }) => address)).size !== entries.length) return null;
  return { session: view.getUint32(8), seq: view.getUint32(12), entries };
}

function toTenths(ms: number | null): number {
  return ms === null ? NO_LATENCY : Math.min(NO_LATENCY - 1, Math.round(ms * 10));
}

function fromTenths(tenths: number): number | null {
  return tenths === NO_LATENCY ? null : tenths / 10;
}
