/**
 * A steady stream of datagrams, both ways, between two clients of a relay or of a TURN server, for relay-cost.ts:
 * its one argument is JSON. Prints `{ready}`, sends a moment later, and prints `{sent, received}`.
 */
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../../shared/address.ts';
import { bareData, type KeyPair, register, shakeHands } from '../lab/kit/bare-client.ts';
import { TurnClient } from './turn-client.ts';

export interface RelayLoadOptions {
  readonly server: Endpoint;
  /** This machine's own address. */
  readonly from: string;
  /** The relay's public key and those of two admitted clients; null: it is a TURN server. */
  readonly relay: { readonly publicKey: string; readonly clients: readonly [KeyPair, KeyPair] } | null;
  /** All datagrams together. */
  readonly perSecond: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
}

interface Load {
  readonly send: readonly (() => void)[];
  /** Calls back for each datagram that arrives. */
  onData(received: () => void): void;
  close(): void;
}

const TICK_MS = 2;
/** The last ones may still be under way, and whoever measures may still be reading its figures. */
const LINGER_MS = 300;
const [INDEX_A, INDEX_B] = [0x01020304, 0x05060708];

const options = JSON.parse(process.argv[2] ?? '') as RelayLoadOptions;
const load = await open(options);
let received = 0;
load.onData(() => received++);
// The first ones find the way: in the kernel they are what hands the routes over.
for (const send of load.send) send();
await sleep(LINGER_MS);

const sent = { datagrams: 0 };
received = 0;
console.log(JSON.stringify({ ready: true }));
await sleep(LINGER_MS);
await run(options);
await sleep(LINGER_MS);
console.log(JSON.stringify({ sent: sent.datagrams, received }));
load.close();

async function run({ perSecond, durationMs }: RelayLoadOptions): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    const elapsedMs = performance.now() - startMs;
    const due = Math.floor((Math.min(elapsedMs, durationMs) / 1000) * perSecond);
    for (; sent.datagrams < due; sent.datagrams++) load.send[sent.datagrams % 2]?.();
    if (elapsedMs >= durationMs) return;
    await sleep(TICK_MS);
  }
}

async function open({ server, from, relay, sizeBytes }: RelayLoadOptions): Promise<Load> {
  return relay === null ? openTurn(server, from, sizeBytes) : openRelay(server, relay, sizeBytes);
}

async function openRelay(
  server: Endpoint,
  { publicKey, clients }: NonNullable<RelayLoadOptions['relay']>,
  sizeBytes: number,
): Promise<Load> {
  const [a, b] = [
    await register(server, publicKey, clients[0]),
    await register(server, publicKey, clients[1]),
  ];
  await shakeHands(a, INDEX_A, b, INDEX_B);
  const [toB, toA] = [bareData(INDEX_B, sizeBytes), bareData(INDEX_A, sizeBytes)];
  return {
    send: [() => a.send(toB), () => b.send(toA)],
    onData: (callback) => {
      for (const { socket } of [a, b]) socket.on('message', callback);
    },
    close: () => {
      for (const { socket } of [a, b]) socket.close();
    },
  };
}

/** One allocation, and a peer with a plain socket: like a relay of ours, the server passes each datagram once. */
async function openTurn(server: Endpoint, from: string, sizeBytes: number): Promise<Load> {
  const client = await TurnClient.allocate(server);
  const peer = createSocket({
    type: 'udp4',
    recvBufferSize: 4 * 1024 * 1024,
    lookup: (hostname, _options, callback) => callback(null, hostname, 4),
  });
  await new Promise<void>((bound) => peer.bind(0, from, bound));
  await client.bind({ address: from, port: peer.address().port });
  const datagram = bareData(INDEX_A, sizeBytes);
  const { address, port } = client.relayed;
  return {
    send: [() => client.send(datagram), () => peer.send(datagram, port, address)],
    onData: (callback) => {
      for (const socket of [client.socket, peer]) socket.on('message', callback);
    },
    close: () => {
      for (const socket of [client.socket, peer]) socket.close();
    },
  };
}
