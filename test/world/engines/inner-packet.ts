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
