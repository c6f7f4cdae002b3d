/** A datagram inside the tunnel: as long as IPv4 and UDP make it, with the addresses where theirs lie. */
import { type Endpoint, formatIpv4, parseIpv4 } from '../../../shared/address.ts';

export interface InnerPacket {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly datagram: Uint8Array;
}

const HEADER_BYTES = 28;
const at = { fromAddress: 12, toAddress: 16, fromPort: 20, toPort: 22 } as const;

export function encodeInner({ from, to, datagram }: InnerPacket): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + datagram.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(at.fromAddress, parseIpv4(from.address) ?? 0);
  view.setUint32(at.toAddress, parseIpv4(to.address) ?? 0);
  view.setUint16(at.fromPort, from.port);
  view.setUint16(at.toPort, to.port);
  bytes.set(datagram, HEADER_BYTES);
  return bytes;
}

export function decodeInner(bytes: Uint8Array): InnerPacket {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = (address: number, port: number): Endpoint => ({
    address: formatIpv4(view.getUint32(address)),
    port: view.getUint16(port),
  });
  return {
    from: end(at.fromAddress, at.fromPort),
    to: end(at.toAddress, at.toPort),
    datagram: bytes.slice(HEADER_BYTES),
  };
}

/** Of what real ones have in other places: which packet it is of, which piece, of how many. */
const pieceAt = { id: 0, index: 4, count: 6 } as const;
let lastId = 0;

/** As systems cut what is larger than a route takes. */
export function cutInner(packet: Uint8Array, most: number): Uint8Array[] {
  if (packet.length <= most) return [packet];
  const body = packet.subarray(HEADER_BYTES);
  const room = most - HEADER_BYTES;
  const count = Math.ceil(body.length / room);
  const id = ++lastId;
  return Array.from({ length: count }, (_, index) => {
    const part = body.subarray(index * room, (index + 1) * room);
    const piece = new Uint8Array(HEADER_BYTES + part.length);
    piece.set(packet.subarray(0, HEADER_BYTES));
    const view = new DataView(piece.buffer);
    view.setUint32(pieceAt.id, id);
    view.setUint16(pieceAt.index, index);
    view.setUint16(pieceAt.count, count);
    piece.set(part, HEADER_BYTES);
    return piece;
  });
}

export class JoinedPieces {
  readonly #waiting = new Map<number, Uint8Array[]>();

  /** @returns null while pieces are missing. */
  join(packet: Uint8Array): Uint8Array | null {
    const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
    const count = view.getUint16(pieceAt.count);
    if (count === 0) return packet;
    const id = view.getUint32(pieceAt.id);
    const pieces = this.#waiting.get(id) ?? [];
    pieces[view.getUint16(pieceAt.index)] = Uint8Array.from(packet);
    this.#waiting.set(id, pieces);
    if (pieces.filter(() => true).length < count) return null;
    this.#waiting.delete(id);
    return Buffer.concat(pieces.map((piece, i) => (i === 0 ? piece : piece.subarray(HEADER_BYTES))));
  }
}
