/** A client of a relay without WireGuard behind it: it registers, shakes hands as far as a relay can see, and sends. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Endpoint, isIpv6 } from '../../../shared/address.ts';
import { createInitiator, transportData } from '../../unit/wireguard/initiator.ts';

/** Base64. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

export interface BareClient {
  readonly socket: Socket;
  readonly keys: KeyPair;
  send(datagram: Uint8Array): void;
}

const CONTENT_OFFSET = 16;

/** Registers at a relay; resolves once the relay knows its address for certain. */
export async function register(relay: Endpoint, relayPublicKey: string, keys: KeyPair): Promise<BareClient> {
  const socket = createSocket({
    type: isIpv6(relay.address) ? 'udp6' : 'udp4',
    recvBufferSize: 4 * 1024 * 1024,
    lookup: (hostname, _options, callback) => callback(null, hostname, isIpv6(hostname) ? 6 : 4),
  });
  const send = (datagram: Uint8Array): void => socket.send(datagram, relay.port, relay.address);
  const initiator = createInitiator(bytes(keys.privateKey), bytes(relayPublicKey));
  const initiation = initiator.initiate({ index: 1, time: Date.now() });
  send(initiation.datagram);
  const [response] = (await once(socket, 'message')) as [Buffer];
  send(transportData(initiator.finish(initiation, response), 0));
  return { socket, keys, send };
}

/** Teaches the relay the indices of a pair: each client receives under its own. */
export async function shakeHands(
  from: BareClient,
  fromIndex: number,
  to: BareClient,
  toIndex: number,
): Promise<void> {
  const initiator = createInitiator(bytes(from.keys.privateKey), bytes(to.keys.publicKey));
  const initiated = once(to.socket, 'message');
  from.send(initiator.initiate({ index: fromIndex, time: Date.now() }).datagram);
  await initiated;
  const response = Buffer.alloc(92);
  response[0] = 2;
  response.writeUInt32LE(toIndex, 4);
  response.writeUInt32LE(fromIndex, 8);
  const answered = once(from.socket, 'message');
  to.send(response);
  await answered;
}

/** Transport data as far as a relay can see, with a text in place of the sealed content. */
export function bareData(receiver: number, sizeBytes: number, text = ''): Buffer {
  const datagram = Buffer.alloc(sizeBytes);
  datagram[0] = 4;
  datagram.writeUInt32LE(receiver, 4);
  datagram.write(text, CONTENT_OFFSET);
  return datagram;
}

/** The first letter of the text in a datagram of `bareData`; null for any other. */
export function textOf(datagram: Uint8Array): string | null {
  return datagram[0] === 4 ? String.fromCharCode(datagram[CONTENT_OFFSET] ?? 0) : null;
}

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
