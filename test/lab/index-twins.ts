/**
 * Two pairs of clients on one machine whose receiver indices are equal, for kernel-forwarding.test.ts: its one argument
 * is JSON. Registers them at the relay, lets each pair shake hands as far as a relay can see, then sends transport data
 * from both ends of each and prints who got whose: `{got: {a: {b: 20}, …}}`.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Endpoint, isIpv6 } from '../../shared/address.ts';
import { createInitiator, transportData } from '../unit/wireguard/initiator.ts';

export interface IndexTwinsOptions {
  readonly relay: Endpoint;
  /** Base64, as all keys here. */
  readonly relayPublicKey: string;
  /** Of a, b, c and d; a pairs with b, c with d. */
  readonly keys: readonly { readonly privateKey: string; readonly publicKey: string }[];
}

/** What each client received, by who sent it. */
export type Got = Readonly<Record<string, Readonly<Record<string, number>>>>;

const NAMES = ['a', 'b', 'c', 'd'];
/** The index that a and c chose, and the one that b and d chose. */
const [INITIATORS, RESPONDERS] = [100, 200];
const DATAGRAMS = 20;
const PAUSE_MS = 20;
const CONTENT_OFFSET = 16;

const { relay, relayPublicKey, keys } = JSON.parse(process.argv[2] ?? '') as IndexTwinsOptions;
const got: Record<string, Record<string, number>> = {};
const clients = await Promise.all(keys.map(open));

const [a, b, c, d] = clients;
if (a === undefined || b === undefined || c === undefined || d === undefined)
  throw new Error('four keys, please');
await shakeHands(a, b);
await shakeHands(c, d);
for (let n = 0; n < DATAGRAMS; n++) {
  for (const { socket, name } of [a, c]) send(socket, data(RESPONDERS, name));
  for (const { socket, name } of [b, d]) send(socket, data(INITIATORS, name));
  await sleep(PAUSE_MS);
}
await sleep(PAUSE_MS * 10);
console.log(JSON.stringify({ got }));
for (const { socket } of clients) socket.close();

async function open({ privateKey, publicKey }: IndexTwinsOptions['keys'][number], number: number) {
  const name = NAMES[number] ?? '';
  const received: Record<string, number> = {};
  got[name] = received;
  const socket = createSocket(isIpv6(relay.address) ? 'udp6' : 'udp4');
  const relayKey = bytes(relayPublicKey);
  const initiator = createInitiator(bytes(privateKey), relayKey);
  const initiation = initiator.initiate({ index: number + 1, time: Date.now() });
  send(socket, initiation.datagram);
  const [response] = (await once(socket, 'message')) as [Buffer];
  const session = initiator.finish(initiation, response);
  send(socket, transportData(session, 0));
  socket.on('message', (datagram) => {
    if (datagram[0] !== 4) return;
    const from = String.fromCharCode(datagram[CONTENT_OFFSET] ?? 0);
    received[from] = (received[from] ?? 0) + 1;
  });
  return { name, socket, privateKey: bytes(privateKey), publicKey: bytes(publicKey) };
}

async function shakeHands(from: Awaited<ReturnType<typeof open>>, to: Awaited<ReturnType<typeof open>>) {
  const initiator = createInitiator(from.privateKey, to.publicKey);
  send(from.socket, initiator.initiate({ index: INITIATORS, time: Date.now() }).datagram);
  await once(to.socket, 'message');
  const response = Buffer.alloc(92);
  response[0] = 2;
  response.writeUInt32LE(RESPONDERS, 4);
  response.writeUInt32LE(INITIATORS, 8);
  send(to.socket, response);
  await once(from.socket, 'message');
}

/** Transport data as far as a relay can see, with its sender's name in place of the sealed content. */
function data(receiver: number, sender: string): Buffer {
  const datagram = Buffer.alloc(64);
  datagram[0] = 4;
  datagram.writeUInt32LE(receiver, 4);
  datagram.write(sender, CONTENT_OFFSET);
  return datagram;
}

function send(socket: Socket, datagram: Uint8Array): void {
  socket.send(datagram, relay.port, relay.address);
}

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
