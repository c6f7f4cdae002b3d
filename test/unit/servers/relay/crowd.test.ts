import { expect, it } from 'vitest';
import { createBench, initiationTo, message, source } from './relay-bench.ts';

const PAIRS = 100;
/** Fewer a second than would have the relay ask for cookies. */
const BETWEEN_REGISTRATIONS_MS = 10;

it('carries two hundred clients at once, each to its own fellow', () => {
  const bench = createBench();
  const newClient = (seed: number, port: number) => {
    bench.nowMs += BETWEEN_REGISTRATIONS_MS;
    return bench.client(seed, source(`198.51.${100 + (seed >> 8)}.${seed & 255}`, port));
  };
  const pairs = Array.from({ length: PAIRS }, (_, i) => {
    const [a, b] = [newClient(2 * i + 1, 40001), newClient(2 * i + 2, 40002)];
    bench.core.admit(`party ${i}`, [a.key, b.key]);
    for (const client of [a, b]) bench.register(client);
    return { a, b, toA: 0x10000 + i, toB: 0x20000 + i };
  });
  for (const { a, b, toA, toB } of pairs) {
    bench.nowMs += BETWEEN_REGISTRATIONS_MS;
    bench.receive(initiationTo(a, b, toA).datagram, a.at);
    bench.receive(message(2, { sender: toB, receiver: toA }), b.at);
  }

  for (const { a, b, toA, toB } of pairs) {
    expect(bench.receive(message(4, { receiver: toB }, 1400), a.at)?.to).toEqual(b.at);
    expect(bench.receive(message(4, { receiver: toA }, 1400), b.at)?.to).toEqual(a.at);
  }
  const [first, second] = pairs;
  if (first === undefined || second === undefined) throw new Error('no pairs');
  expect(bench.receive(message(4, { receiver: second.toB }), first.a.at)).toBeNull();
  expect(bench.core.stats()).toMatchObject({ clients: 2 * PAIRS, routes: 2 * PAIRS });
});
