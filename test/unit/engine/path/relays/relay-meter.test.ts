import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import stun from 'stun';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../../../../main/base/clock.ts';
import { openUdp } from '../../../../../main/base/udp.ts';
import { RelayMeter } from '../../../../../main/engine/path/run/relay-meter.ts';

const PATIENCE = { sends: 2, rtoMs: 100, budgetMs: 1000 };

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

/** One that answers all requests but the first few. */
async function startRelay(family: 4 | 6, lost = 0) {
  const server: Socket = createSocket(family === 4 ? 'udp4' : 'udp6');
  const seenFrom: number[] = [];
  server.on('message', (datagram, from) => {
    seenFrom.push(from.port);
    if (seenFrom.length <= lost) return;
    const answer = stun.createMessage(0x0101, stun.decode(datagram).transactionId);
    answer.addAttribute(0x20, from.address, from.port);
    server.send(stun.encode(answer), from.port, from.address);
  });
  server.bind(0, family === 4 ? '127.0.0.1' : '::1');
  await once(server, 'listening');
  open.push(server);
  const { port } = server.address();
  return { endpoint: family === 4 ? `127.0.0.1:${port}` : `[::1]:${port}`, seenFrom };
}

function makeMeter() {
  const meter = new RelayMeter({ openUdp, clock: systemClock, random: randomBytes });
  open.push(meter);
  const ask = (endpoint: string, patience = PATIENCE): Promise<number | null> =>
    new Promise((resolve) => meter.ask(endpoint, patience, resolve));
  return { meter, ask };
}

it.each([4, 6] as const)('tells the round trip to a relay over IPv%d', async (family) => {
  const { ask } = makeMeter();
  const { endpoint } = await startRelay(family);
  const rttMs = await ask(endpoint);
  expect(rttMs).toBeGreaterThan(0);
  expect(rttMs).toBeLessThan(PATIENCE.budgetMs);
});

it('asks again where the first request got lost, and counts the time from that one', async () => {
  const { ask } = makeMeter();
  const { endpoint, seenFrom } = await startRelay(4, 1);
  expect(await ask(endpoint)).toBeGreaterThanOrEqual(PATIENCE.rtoMs);
  expect(seenFrom).toHaveLength(2);
});

it('asks a relay that doesn’t answer as often as it is to, and then says so', async () => {
  const { ask } = makeMeter();
  const { endpoint, seenFrom } = await startRelay(4, Number.POSITIVE_INFINITY);
  expect(await ask(endpoint, { sends: 3, rtoMs: 10, budgetMs: 150 })).toBeNull();
  expect(seenFrom).toHaveLength(3);
});

it('has no answer from what is no endpoint', async () => {
  expect(await makeMeter().ask('nowhere')).toBeNull();
});

it('asks all relays from one socket, and from a new one when our network has changed', async () => {
  const { meter, ask } = makeMeter();
  const [one, two] = [await startRelay(4), await startRelay(4)];
  await Promise.all([ask(one.endpoint), ask(two.endpoint)]);
  expect(one.seenFrom).toEqual(two.seenFrom);
  meter.renew();
  expect(await ask(one.endpoint)).not.toBeNull();
  expect(one.seenFrom[1]).not.toBe(one.seenFrom[0]);
});

it('ends what is under way when our network changes, and asks nobody once it is closed', async () => {
  const { meter, ask } = makeMeter();
  const { endpoint, seenFrom } = await startRelay(4, Number.POSITIVE_INFINITY);
  const asked = ask(endpoint, { sends: 1, rtoMs: 60_000, budgetMs: 60_000 });
  while (seenFrom.length === 0) await new Promise((resolve) => setImmediate(resolve));
  meter.renew();
  expect(await asked).toBeNull();
  meter.close();
  expect(await ask(endpoint)).toBeNull();
  expect(seenFrom).toHaveLength(1);
});
