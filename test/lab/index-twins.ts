/**
 * Two pairs of clients on one machine whose receiver indices are equal, for kernel-forwarding.test.ts: its one argument
 * is JSON. Both ends of each pair send transport data through the relay; prints who got whose: `{got: {a: {b: 20}, …}}`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Endpoint } from '../../shared/address.ts';
import { bareData, type KeyPair, register, shakeHands, textOf } from './kit/bare-client.ts';

export interface IndexTwinsOptions {
  readonly relay: Endpoint;
  /** Base64. */
  readonly relayPublicKey: string;
  /** Of a, b, c and d; a pairs with b, c with d. */
  readonly keys: readonly KeyPair[];
}

/** What each client received, by who sent it. */
export type Got = Readonly<Record<string, Readonly<Record<string, number>>>>;

const NAMES = ['a', 'b', 'c', 'd'];
/** The index that a and c chose, and the one that b and d chose. */
const [INITIATORS, RESPONDERS] = [100, 200];
const DATAGRAMS = 20;
const DATAGRAM_BYTES = 64;
const PAUSE_MS = 20;

const { relay, relayPublicKey, keys } = JSON.parse(process.argv[2] ?? '') as IndexTwinsOptions;
const clients = await Promise.all(keys.map((own) => register(relay, relayPublicKey, own)));
const [a, b, c, d] = clients;
if (a === undefined || b === undefined || c === undefined || d === undefined)
  throw new Error('four keys, please');

await shakeHands(a, INITIATORS, b, RESPONDERS);
await shakeHands(c, INITIATORS, d, RESPONDERS);
const got: Record<string, Record<string, number>> = {};
clients.forEach(({ socket }, number) => {
  const received: Record<string, number> = {};
  got[NAMES[number] ?? ''] = received;
  socket.on('message', (datagram) => {
    const from = textOf(datagram);
    if (from !== null) received[from] = (received[from] ?? 0) + 1;
  });
});
for (let n = 0; n < DATAGRAMS; n++) {
  clients.forEach(({ send }, number) => {
    const receiver = number % 2 === 0 ? RESPONDERS : INITIATORS;
    send(bareData(receiver, DATAGRAM_BYTES, NAMES[number]));
  });
  await sleep(PAUSE_MS);
}
await sleep(PAUSE_MS * 10);
console.log(JSON.stringify({ got }));
for (const { socket } of clients) socket.close();
