import { beforeEach, expect, test } from 'vitest';
import { createLog } from '../../../../../main/base/log/create-log.ts';
import { createPingChain } from '../../../../../main/engine/probing/icmp/ping-chain.ts';
import type { NoWay, PingWay } from '../../../../../main/engine/probing/icmp/ping-way.ts';
import { PLAIN_ANSWER } from '../../../../../main/engine/probing/probes/probe.ts';
import type { ProbeOutcome } from '../../../../../shared/model/target.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';

type Answer = ProbeOutcome | NoWay | null;
const answered: ProbeOutcome = { ...PLAIN_ANSWER, rttMs: 1, addresses: [] };
const absent: NoWay = { outcome: 'no-way', reason: 'EACCES', lasting: true };
const denied: NoWay = { outcome: 'no-way', reason: 'EPERM', lasting: false };
const signal = new AbortController().signal;
const request = { to: '192.0.2.1', family: 4, timeoutMs: 1_000, signal, onLate: () => undefined } as const;

let clock: FakeClock;
let asked: string[];
let answers: Record<string, Answer>;
let told: string[];

beforeEach(() => {
  clock = new FakeClock();
  asked = [];
  told = [];
  answers = { 'icmp-datagram': answered, 'icmp-raw': answered, 'tunnel-echo': null, ping: answered };
});

function chain() {
  const way = (via: string): PingWay => ({
    via,
    needsWorker: via === 'ping',
    async ping() {
      asked.push(via);
      return answers[via] ?? null;
    },
    close: () => undefined,
  });
  const log = createLog({ level: 'info', sinks: [{ write: ({ message }) => void told.push(message) }] });
  return createPingChain({ ways: Object.keys(answers).map(way), clock, log });
}

test('the first way that works is taken, and no other is tried', async () => {
  expect(await chain().ping(request)).toEqual({ via: 'icmp-datagram', result: answered });
  expect(asked).toEqual(['icmp-datagram']);
});

test('datagram, raw, tunnel and program follow one another; what can not be had is not asked for again at once', async () => {
  answers = { ...answers, 'icmp-datagram': absent, 'icmp-raw': absent };
  const ways = chain();
  expect(ways.needsWorker(4)).toBe(false);
  expect(await ways.ping(request)).toEqual({ via: 'ping', result: answered });
  expect(asked).toEqual(['icmp-datagram', 'icmp-raw', 'tunnel-echo', 'ping']);
  asked.length = 0;
  answers['tunnel-echo'] = answered;
  expect((await ways.ping(request)).via).toBe('tunnel-echo');
  expect(asked).toEqual(['tunnel-echo']);
  expect(told).toHaveLength(2);
});

test('a permission that is lost under way costs no probe, and the way is given up after three', async () => {
  const ways = chain();
  await ways.ping(request);
  answers['icmp-datagram'] = denied;
  asked.length = 0;
  for (let count = 0; count < 4; count++) expect((await ways.ping(request)).via).toBe('icmp-raw');
  expect(asked.filter((via) => via === 'icmp-datagram')).toHaveLength(3);
  expect(told).toHaveLength(1);
});

test('an address that a firewall forbids does not cost the others their way', async () => {
  const ways = chain();
  for (let count = 0; count < 6; count++) {
    answers['icmp-datagram'] = denied;
    await ways.ping(request);
    answers['icmp-datagram'] = answered;
    expect((await ways.ping(request)).via).toBe('icmp-datagram');
  }
});

test('a way that could not be had is tried again after five minutes', async () => {
  answers['icmp-datagram'] = absent;
  const ways = chain();
  await ways.ping(request);
  answers['icmp-datagram'] = answered;
  clock.advance(299_000);
  expect((await ways.ping(request)).via).toBe('icmp-raw');
  clock.advance(1_000);
  expect((await ways.ping(request)).via).toBe('icmp-datagram');
});

test('families are judged apart, and a worker is needed only where the program is what is left', async () => {
  answers = { 'icmp-datagram': absent, ping: answered };
  const ways = chain();
  await ways.ping(request);
  expect(ways.needsWorker(4)).toBe(true);
  expect(ways.needsWorker(6)).toBe(false);
});

test('when nothing is left the result says what was denied', async () => {
  answers = { 'icmp-datagram': absent, ping: denied };
  expect(await chain().ping(request)).toEqual({
    via: 'none',
    result: {
      outcome: 'denied',
      why: { reason: 'no-way-to-ping', said: 'icmp-datagram: EACCES, ping: EPERM' },
    },
  });
});

test('when all have been given up, whichever comes back is found at once', async () => {
  answers = { 'icmp-datagram': absent, ping: absent };
  const ways = chain();
  await ways.ping(request);
  answers['icmp-datagram'] = answered;
  expect((await ways.ping(request)).via).toBe('icmp-datagram');
});

test('what a firewall forbids our sockets is denied, though the program only knows silence', async () => {
  answers = { 'icmp-datagram': denied, ping: { outcome: 'timeout' } };
  expect(await chain().ping(request)).toEqual({
    via: 'ping',
    result: { outcome: 'denied', why: { reason: 'no-way-to-ping', said: 'icmp-datagram: EPERM' } },
  });
  answers['icmp-datagram'] = absent;
  expect((await chain().ping(request)).result).toEqual({ outcome: 'timeout' });
});
