import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { WindowsIcmp, WindowsRequest } from '../../../../../main/engine/probing/icmp/windows-icmp.ts';
import { encodeWindowsAddress } from '../../../../../main/engine/probing/icmp/windows-structures.ts';
import { createWindowsWay } from '../../../../../main/engine/probing/icmp/windows-way.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';

let clock: FakeClock;
let begun: WindowsRequest[];
let freed: number;
let doneAt: number;
let reply: Buffer;
let error: number;

const library: WindowsIcmp = {
  open: (family) => BigInt(family),
  close: () => undefined,
  begin(_handle, _family, request) {
    if (error !== 0) return { error };
    begun.push(request);
    return {
      isDone: () => clock.now() >= doneAt,
      reply: () => reply,
      free: () => {
        freed++;
      },
    };
  },
};
const request = {
  to: '192.0.2.1',
  family: 4,
  timeoutMs: 1_000,
  signal: new AbortController().signal,
  onLate: () => undefined,
} as const;

function reply4(status: number, roundTrip: number): Buffer {
  const bytes = Buffer.alloc(96);
  bytes.set([192, 0, 2, 1]);
  bytes.writeUInt32LE(status, 4);
  bytes.writeUInt32LE(roundTrip, 8);
  bytes[24] = 57;
  return bytes;
}

beforeEach(() => {
  clock = new FakeClock();
  begun = [];
  freed = 0;
  doneAt = 0;
  error = 0;
  reply = reply4(0, 14);
});

const way = () => createWindowsWay({ library, clock, random: randomBytes });

test('a reply is read once its event is set, and its memory given back', async () => {
  doneAt = 14;
  const outcome = way().ping(request);
  await clock.pass(10, 5);
  expect(freed).toBe(0);
  await clock.pass(10, 5);
  expect(await outcome).toMatchObject({ outcome: 'answered', rttMs: 14, ttl: 57 });
  expect(freed).toBe(1);
  expect(begun[0]).toMatchObject({ to: '192.0.2.1', timeoutMs: 1_000, dontFragment: false });
});

test('a round trip below its resolution is not 0', async () => {
  reply = reply4(0, 0);
  expect(await way().ping(request)).toMatchObject({ outcome: 'answered', rttMs: 0.5 });
});

test.each([
  [11_010, { outcome: 'timeout' }],
  [11_003, { outcome: 'unreachable', code: 1, from: '192.0.2.1' }],
  [11_013, { outcome: 'error', why: { reason: 'icmp-complaint', what: 'time-exceeded', from: '192.0.2.1' } }],
  [11_050, { outcome: 'unreachable', code: 0, from: null }],
  [11_051, { outcome: 'error', why: { reason: 'windows-error', number: 11_051 } }],
])('status %d has a result of its own', async (status, expected) => {
  reply = reply4(status, 0);
  expect(await way().ping(request)).toEqual(expected);
});

test('IPv6 replies are read by their own structure', async () => {
  reply = Buffer.alloc(96);
  reply.set(encodeWindowsAddress('2001:db8::1', 6).subarray(8, 24), 6);
  reply.writeUInt32LE(23, 32);
  const outcome = await way().ping({ ...request, to: '2001:db8::1', family: 6 });
  expect(outcome).toMatchObject({ outcome: 'answered', rttMs: 23, ttl: null });
});

test('a denied call is no way, another refusal a result', async () => {
  error = 5;
  expect(await way().ping(request)).toMatchObject({ outcome: 'no-way', lasting: false });
  error = 11_002;
  expect(await way().ping(request)).toEqual({ outcome: 'unreachable', code: 0, from: null });
});

test.each([
  [1_231, 0],
  [1_232, 1],
])('a machine without a network is told by error %d', async (number, code) => {
  error = number;
  expect(await way().ping(request)).toEqual({ outcome: 'unreachable', code, from: null });
});

test('a request that never ends is given up, its memory left alone', async () => {
  doneAt = Number.POSITIVE_INFINITY;
  const outcome = way().ping(request);
  await clock.pass(6_100, 50);
  expect(await outcome).toEqual({ outcome: 'error', why: { reason: 'never-ended' } });
  expect(freed).toBe(0);
});
