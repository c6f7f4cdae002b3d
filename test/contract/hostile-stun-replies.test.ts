/** A STUN client on a real socket among hostile answers: only the server's own good answer counts. */

import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { openUdp } from '../../main/base/udp.ts';
import { openStunSocket } from '../../main/engine/nat/stun-socket.ts';
import { encodeAddress } from '../../shared/stun/mapped-address.ts';
import {
  BINDING_ERROR,
  BINDING_SUCCESS,
  decodeStun,
  encodeStun,
  stunAttribute,
} from '../../shared/stun/message.ts';
import { encodeXorAddress } from '../../shared/stun/xor-address.ts';
import { seededRandom } from '../unit/servers/relay/relay-bench.ts';

const TRUTH = { address: '198.51.100.7', port: 40_000 };
const LIE = { address: '192.0.2.66', port: 6_666 };
const REQUESTS = 40;
const LIES_EACH = 250;
/** As many as the client's socket has room for. */
const BURST = 50;
const PAUSE_MS = 5;
const random = seededRandom(4_811);
const below = (limit: number): number => new DataView(random(4).buffer).getUint32(0) % limit;

const tried = new Map<string, number>();
afterAll(() =>
  console.log(
    ['tried against the STUN client', ...[...tried].map(([what, count]) => `${count} ${what}`)].join('\n'),
  ),
);

async function open(address = '127.0.0.1'): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, address, done));
  onTestFinished(() => void socket.close());
  return socket;
}

/** A well-formed answer that names an address. */
function answer(transactionId: Uint8Array, mapped: typeof TRUTH, type = BINDING_SUCCESS): Buffer {
  const value = encodeXorAddress(mapped, transactionId);
  if (value === null) throw new Error('no such address');
  return Buffer.from(
    encodeStun({ type, transactionId, attributes: [{ type: stunAttribute.xorMappedAddress, value }] }),
  );
}

/** Lies that a client must see through. */
const lies: Readonly<Record<string, (id: Uint8Array) => Uint8Array>> = {
  'with another transaction ID': () => answer(random(12), LIE),
  'one bit beside the transaction ID': (id) => {
    const [near, at] = [Uint8Array.from(id), below(12)];
    near[at] = (near[at] ?? 0) ^ (1 << below(8));
    return answer(near, LIE);
  },
  'without the cookie': (id) => {
    const forged = answer(id, LIE);
    forged.writeUInt32BE(below(2 ** 31), 4);
    return forged;
  },
  'cut short': (id) => {
    const whole = answer(id, LIE);
    return whole.subarray(0, below(whole.length));
  },
  'with a length that is wrong': (id) => {
    const forged = answer(id, LIE);
    forged.writeUInt16BE(1 + below(60_000), 2);
    return forged;
  },
  'with attributes that must be understood and are not': (id) =>
    encodeStun({
      type: BINDING_SUCCESS,
      transactionId: id,
      attributes: [
        { type: 0x0100 + below(0x7e00), value: random(4) },
        { type: stunAttribute.xorMappedAddress, value: encodeXorAddress(LIE, id) ?? new Uint8Array(8) },
      ],
    }),
  'of another family': (id) => answer(id, { address: '2001:db8::66', port: 6_666 }),
  'naming no usable address': (id) => answer(id, { address: '224.0.0.1', port: 6_666 }),
  'naming port 0': (id) => answer(id, { address: LIE.address, port: 0 }),
  'with an address cut short': (id) =>
    encodeStun({
      type: BINDING_SUCCESS,
      transactionId: id,
      attributes: [{ type: stunAttribute.xorMappedAddress, value: random(below(7)) }],
    }),
  'that are errors without a code': (id) =>
    encodeStun({ type: BINDING_ERROR, transactionId: id, attributes: [] }),
  'that are requests or indications': (id) => answer(id, LIE, below(2) === 0 ? 0x0001 : 0x0011),
  'longer than any answer': (id) => Buffer.concat([answer(id, LIE), random(1_600)]),
  'of noise': () => random(below(300)),
  'that redirect in vain': (id) =>
    encodeStun({
      type: BINDING_SUCCESS,
      transactionId: id,
      attributes: [{ type: stunAttribute.alternateServer, value: encodeAddress(LIE) ?? new Uint8Array(8) }],
    }),
};

it('believes nothing but the good answer of whom it asked', async () => {
  const [server, stranger, elsewhere] = [await open(), await open(), await open('127.0.0.2')];
  const opened = await openStunSocket({
    openUdp,
    family: 4,
    port: 0,
    clock: systemClock,
    random: randomBytes,
  });
  if ('error' in opened) throw new Error(opened.error);
  onTestFinished(() => opened.close());
  const { client, port } = opened;
  const kinds = Object.entries(lies);
  const count = (what: string): void => void tried.set(what, (tried.get(what) ?? 0) + 1);

  for (let request = 0; request < REQUESTS; request++) {
    const arrived = once(server, 'message');
    const to = { address: '127.0.0.1', port: server.address().port };
    const asked = client.request({ to, budgetMs: 20_000 });
    const [datagram] = (await arrived) as [Buffer];
    const id = decodeStun(datagram)?.transactionId ?? new Uint8Array(12);
    for (let n = 0; n < LIES_EACH; n++) {
      const [what, lie] = kinds[n % kinds.length] ?? ['', () => new Uint8Array(0)];
      count(`answers ${what}`);
      server.send(lie(id), port, '127.0.0.1');
      // A perfect answer, from another port or another address than was asked.
      count('perfect answers from elsewhere');
      (n % 2 === 0 ? stranger : elsewhere).send(answer(id, LIE), port, '127.0.0.1');
      if (n % BURST === 0) await sleep(PAUSE_MS);
    }
    await sleep(PAUSE_MS);
    const tell = (): void => {
      server.send(answer(id, TRUTH), port, '127.0.0.1');
      server.send(answer(id, LIE), port, '127.0.0.1');
    };
    // Where the noise has filled the client's socket the answer is lost, and it asks again.
    server.on('message', tell);
    tell();
    expect(await asked).toMatchObject({ kind: 'answered', mapped: TRUTH, from: to });
    server.off('message', tell);
  }
});

it('takes silence for silence, however much noise there is', async () => {
  const server = await open();
  const opened = await openStunSocket({
    openUdp,
    family: 4,
    port: 0,
    clock: systemClock,
    random: randomBytes,
  });
  if ('error' in opened) throw new Error(opened.error);
  onTestFinished(() => opened.close());
  const to = { address: '127.0.0.1', port: server.address().port };
  const asked = opened.client.request({ to, budgetMs: 600 });
  const noise = setInterval(() => {
    for (let n = 0; n < 50; n++) server.send(answer(random(12), LIE), opened.port, '127.0.0.1');
  }, 20);
  onTestFinished(() => clearInterval(noise));
  expect(await asked).toMatchObject({ kind: 'no-answer', sent: 2 });
});
