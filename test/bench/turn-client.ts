/**
 * As much of TURN (RFC 8656) as it takes to load a TURN server that asks for no credentials: one allocation, one
 * channel to one peer.
 */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Endpoint } from '../../shared/address.ts';
import { parseIpv4 } from '../../shared/address.ts';

const COOKIE = 0x2112a442;
const [ALLOCATE, CHANNEL_BIND] = [0x003, 0x009];
const [CHANNEL_NUMBER, XOR_PEER_ADDRESS, XOR_RELAYED_ADDRESS, REQUESTED_TRANSPORT] = [0x0c, 0x12, 0x16, 0x19];
const UDP = 17;
const CHANNEL = 0x4000;

/** A socket with an allocation at the server. */
export class TurnClient {
  readonly socket: Socket;
  /** Where peers send to. */
  readonly relayed: Endpoint;
  readonly #server: Endpoint;

  private constructor(socket: Socket, server: Endpoint, relayed: Endpoint) {
    this.socket = socket;
    this.#server = server;
    this.relayed = relayed;
  }

  static async allocate(server: Endpoint): Promise<TurnClient> {
    const socket = createSocket({
      type: 'udp4',
      recvBufferSize: 4 * 1024 * 1024,
      lookup: (hostname, _options, callback) => callback(null, hostname, 4),
    });
    const transport = attribute(REQUESTED_TRANSPORT, Buffer.of(UDP, 0, 0, 0));
    const response = await request(socket, server, ALLOCATE, [transport]);
    return new TurnClient(socket, server, relayedAddress(response));
  }

  /** Binds the client's channel to a peer, which also permits the peer to send. */
  async bind(peer: Endpoint): Promise<void> {
    const channel = Buffer.alloc(4);
    channel.writeUInt16BE(CHANNEL);
    const attributes = [attribute(CHANNEL_NUMBER, channel), attribute(XOR_PEER_ADDRESS, xorAddress(peer))];
    await request(this.socket, this.#server, CHANNEL_BIND, attributes);
  }

  /** Sends to the peer through the channel. */
  send(datagram: Uint8Array): void {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(CHANNEL);
    head.writeUInt16BE(datagram.length, 2);
    this.socket.send([head, datagram], this.#server.port, this.#server.address);
  }
}

async function request(
  socket: Socket,
  server: Endpoint,
  method: number,
  attributes: readonly Buffer[],
): Promise<Buffer> {
  const body = Buffer.concat(attributes);
  const head = Buffer.alloc(20);
  head.writeUInt16BE(method);
  head.writeUInt16BE(body.length, 2);
  head.writeUInt32BE(COOKIE, 4);
  randomBytes(12).copy(head, 8);
  const answered = once(socket, 'message');
  socket.send(Buffer.concat([head, body]), server.port, server.address);
  const [response] = (await answered) as [Buffer];
  if (response.readUInt16BE() !== (method | 0x100))
    throw new Error(`TURN refused: ${response.toString('hex')}`);
  return response;
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

function xorAddress({ address, port }: Endpoint): Buffer {
  const value = Buffer.alloc(8);
  value.writeUInt16BE(1);
  value.writeUInt16BE(port ^ (COOKIE >>> 16), 2);
  value.writeUInt32BE(((parseIpv4(address) ?? 0) ^ COOKIE) >>> 0, 4);
  return value;
}

function relayedAddress(response: Buffer): Endpoint {
  for (let at = 20; at < response.length; ) {
    const [type, length] = [response.readUInt16BE(at), response.readUInt16BE(at + 2)];
    if (type === XOR_RELAYED_ADDRESS) {
      const address = (response.readUInt32BE(at + 8) ^ COOKIE) >>> 0;
      const octets = [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255];
      return { address: octets.join('.'), port: response.readUInt16BE(at + 6) ^ (COOKIE >>> 16) };
    }
    at += 4 + Math.ceil(length / 4) * 4;
  }
  throw new Error('TURN gave no address');
}
