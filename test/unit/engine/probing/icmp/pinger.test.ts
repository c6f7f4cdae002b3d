import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { decodeRequest, type Echo } from '../../../../../main/engine/probing/icmp/icmp-message.ts';
import type { EchoReply, IcmpSocket } from '../../../../../main/engine/probing/icmp/icmp-socket.ts';
import { type EchoOutcome, Pinger } from '../../../../../main/engine/probing/icmp/pinger.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';

const IDENTIFIER = 4711;
const TARGET = '192.0.2.7';
let clock: FakeClock;
let sent: Echo[];
let refusal: string | null;
let pinger: Pinger;

beforeEach(() => {
  clock = new FakeClock();
  sent = [];
  refusal = null;
  const socket: Pick<IcmpSocket, 'identifier' | 'send'> = {
    identifier: IDENTIFIER,
    send(request) {
      if (refusal !== null) return { error: refusal };
      const echo = decodeRequest(4, request);
      if (echo !== null) sent.push(echo);
      return { sentMs: clock.wallMs };
    },
  };
  pinger = new Pinger({ socket, family: 4, clock, random: randomBytes });
});

function probe(timeoutMs = 1000, onLate?: (rttMs: number) => void): Promise<EchoOutcome> {
  return pinger.probe({ to: TARGET, timeoutMs, ...(onLate && { onLate }) });
}

function reply(echo: Echo | undefined, change: Partial<EchoReply> = {}): EchoReply {
  if (echo === undefined) throw new Error('nothing was sent');
  return { kind: 'reply', from: TARGET, echo, ttl: 57, receivedMs: clock.wallMs, ...change };
}

test('a reply settles its probe with the time between the two stamps and the TTL', async () => {
  const outcome = probe();
  clock.advance(30);
  // The event loop came late: the packet had been there 18 ms before.
  pinger.receive(reply(sent[0], { receivedMs: clock.wallMs - 18 }));
  expect(await outcome).toEqual({ kind: 'reply', rttMs: 12, ttl: 57, from: TARGET });
});

test('a reply with another identifier, sequence, source or payload is not believed', async () => {
  const outcome = probe(1000);
  const [echo] = sent;
  const whole = reply(echo);
  pinger.receive({ ...whole, from: '192.0.2.8' });
  pinger.receive({ ...whole, echo: { ...whole.echo, identifier: 1 } });
  pinger.receive({ ...whole, echo: { ...whole.echo, sequence: whole.echo.sequence + 1 } });
  pinger.receive({ ...whole, echo: { ...whole.echo, payload: randomBytes(56) } });
  pinger.receive({ ...whole, echo: { ...whole.echo, payload: whole.echo.payload.subarray(0, 4) } });
  clock.advance(1000);
  expect(await outcome).toEqual({ kind: 'timeout' });
});

test('a late reply is told to its own probe and not credited to the next one', async () => {
  const late: number[] = [];
  const first = probe(1000, (rttMs) => late.push(rttMs));
  clock.advance(1000);
  expect(await first).toEqual({ kind: 'timeout' });
  const second = probe(1000);
  clock.advance(200);
  pinger.receive(reply(sent[0]));
  expect(late).toEqual([1200]);
  pinger.receive(reply(sent[0]));
  expect(late).toEqual([1200]);
  clock.advance(800);
  expect(await second).toEqual({ kind: 'timeout' });
});

test('a reply that comes after more than a minute is forgotten', async () => {
  const late: number[] = [];
  const first = probe(100, (rttMs) => late.push(rttMs));
  clock.advance(60_200);
  await first;
  void probe();
  pinger.receive(reply(sent[0]));
  expect(late).toEqual([]);
});

test('the sequence advances on failure, wraps at 65,536 and spares numbers that are under way', async () => {
  refusal = 'ENOBUFS';
  expect(await probe()).toEqual({ kind: 'error', why: { reason: 'errno', errno: 'ENOBUFS' } });
  refusal = null;
  const waiting = probe(60_000);
  expect(sent[0]?.sequence).toBe(2);
  refusal = 'ENOBUFS';
  for (let count = 3; count < 65_536; count++) void probe();
  refusal = null;
  for (let count = 0; count < 3; count++) void probe();
  expect(sent.slice(1).map(({ sequence }) => sequence)).toEqual([0, 1, 3]);
  pinger.receive(reply(sent[0]));
  expect(await waiting).toMatchObject({ kind: 'reply' });
});

test('a complaint settles with its code and who made it, though it quotes 8 bytes only', async () => {
  const outcome = probe();
  const [echo] = sent;
  if (echo === undefined) throw new Error('nothing was sent');
  clock.advance(4);
  pinger.receive({
    kind: 'trouble',
    from: '198.51.100.1',
    quoted: { ...echo, payload: new Uint8Array(), to: TARGET },
    trouble: { what: 'unreachable', code: 13, mtu: null },
    receivedMs: clock.wallMs,
  });
  expect(await outcome).toEqual({
    kind: 'trouble',
    from: '198.51.100.1',
    rttMs: 4,
    trouble: { what: 'unreachable', code: 13, mtu: null },
  });
});

test('a complaint about a packet to somebody else is not believed', async () => {
  const outcome = probe(100);
  const [echo] = sent;
  if (echo === undefined) throw new Error('nothing was sent');
  const trouble = { what: 'unreachable', code: 1, mtu: null } as const;
  pinger.receive({
    kind: 'trouble',
    from: null,
    quoted: { ...echo, to: '192.0.2.9' },
    trouble,
    receivedMs: 0,
  });
  clock.advance(100);
  expect(await outcome).toEqual({ kind: 'timeout' });
});

test.each([
  ['EPERM', { kind: 'denied', reason: 'EPERM' }],
  ['EACCES', { kind: 'denied', reason: 'EACCES' }],
  [
    'ENETUNREACH',
    { kind: 'trouble', rttMs: null, from: null, trouble: { what: 'unreachable', code: 0, mtu: null } },
  ],
  [
    'EMSGSIZE',
    { kind: 'trouble', rttMs: null, from: null, trouble: { what: 'too-big', code: 4, mtu: null } },
  ],
])('%s of the system has a result of its own', async (error, expected) => {
  refusal = error;
  expect(await probe()).toEqual(expected);
});

test.each([-3_600_000, 3_600_000])(
  'a wall clock set by %d ms between request and reply changes no time',
  async (jump) => {
    const outcome = probe();
    clock.advance(25);
    clock.shiftWall(jump);
    pinger.receive(reply(sent[0]));
    expect(await outcome).toMatchObject({ kind: 'reply', rttMs: 25 });
  },
);

test('closing settles what is under way', async () => {
  const outcome = probe();
  pinger.close();
  expect(await outcome).toEqual({ kind: 'error', why: { reason: 'never-ended' } });
});
