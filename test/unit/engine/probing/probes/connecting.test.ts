import { createSocket } from 'node:dgram';
import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../../main/base/clock.ts';
import type { Lookup } from '../../../../../main/engine/nat/resolve-server.ts';
import { probeTcp, probeUdp } from '../../../../../main/engine/probing/probes/connect-probes.ts';
import { probeDns } from '../../../../../main/engine/probing/probes/dns-probe.ts';
import { parseProbeUrl, probeHttp } from '../../../../../main/engine/probing/probes/http-probe.ts';
import { outcomeOfError } from '../../../../../main/engine/probing/probes/system-error.ts';
import { makeSelfSigned } from '../../../../contract/self-signed.ts';
import { systemNames } from '../../../../mocks/system-names.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
const never = new AbortController().signal;
const LOOPBACKS = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
] as const;
const loopback = LOOPBACKS[0];

async function tcpServer(host: string): Promise<number> {
  const server = createServer();
  closers.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

async function udpServer(host: string, answer: boolean): Promise<number> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  closers.push(() => socket.close());
  if (answer) socket.on('message', (_, from) => socket.send('yes', from.port, from.address));
  await new Promise<void>((resolve) => socket.bind(0, host, resolve));
  return socket.address().port;
}

describe.each(LOOPBACKS)('at $address', (to) => {
  const probe = { to, timeoutMs: 500, signal: never };

  test('an open TCP port answers with the time of the connection', async () => {
    const outcome = await probeTcp({ ...probe, port: await tcpServer(to.address) });
    expect(outcome).toMatchObject({ outcome: 'answered', rttMs: expect.any(Number) });
    expect(outcome.outcome === 'answered' && outcome.rttMs > 0 && outcome.rttMs < 500).toBe(true);
  });

  test('a closed TCP port is refused', async () => {
    const port = await tcpServer(to.address);
    closers.pop()?.();
    expect(await probeTcp({ ...probe, port })).toEqual({ outcome: 'refused', status: null });
  });

  test('a UDP service answers, one that is closed says so by ICMP, one that is silent times out', async () => {
    expect(await probeUdp({ ...probe, port: await udpServer(to.address, true) })).toMatchObject({
      outcome: 'answered',
    });
    expect(await probeUdp({ ...probe, timeoutMs: 100, port: await udpServer(to.address, false) })).toEqual({
      outcome: 'timeout',
    });
    const port = await udpServer(to.address, false);
    closers.pop()?.();
    expect(await probeUdp({ ...probe, port })).toEqual({ outcome: 'refused', status: null });
  });
});

test('a probe that is called off ends at once', async () => {
  const ended = new AbortController();
  const outcome = probeUdp({
    to: loopback,
    port: await udpServer('127.0.0.1', false),
    timeoutMs: 60_000,
    signal: ended.signal,
  });
  ended.abort();
  expect(await outcome).toEqual({ outcome: 'timeout' });
});

test.each([
  ['ENETUNREACH', { outcome: 'unreachable', code: 0, from: null }],
  ['EHOSTUNREACH', { outcome: 'unreachable', code: 1, from: null }],
  ['ETIMEDOUT', { outcome: 'timeout' }],
  ['EACCES', { outcome: 'denied', why: { reason: 'errno', errno: 'EACCES' } }],
  ['ENOTFOUND', { outcome: 'unresolved', why: { reason: 'errno', errno: 'ENOTFOUND' } }],
  ['EMFILE', { outcome: 'error', why: { reason: 'errno', errno: 'EMFILE' } }],
])('%s has a result of its own', (code, expected) => {
  expect(outcomeOfError(Object.assign(new Error(code), { code }))).toEqual(expected);
});

describe('HTTP', () => {
  const names = systemNames();
  const target = (address: string, timeoutMs = 1_000) => ({ address, family: 'any', timeoutMs }) as const;

  async function serve(
    listener: RequestListener,
    make = (l: RequestListener): Server => createHttp(l),
  ): Promise<number> {
    const server = make(listener);
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  test('an answer has its status and the phases that there were', async () => {
    const port = await serve((request, response) => response.end(request.headers.host));
    const outcome = await probeHttp({ target: target(`http://127.0.0.1:${port}/x?y`), names, signal: never });
    expect(outcome).toMatchObject({
      outcome: 'answered',
      status: 200,
      phases: { dnsMs: null, tlsMs: null, connectMs: expect.any(Number), firstByteMs: expect.any(Number) },
    });
  });

  test('a name is looked up, and that is a phase of its own', async () => {
    const port = await serve((_, response) => response.writeHead(301, { location: '/elsewhere' }).end());
    const outcome = await probeHttp({
      target: { ...target(`http://localhost:${port}`), family: 'ipv4' },
      names,
      signal: never,
    });
    expect(outcome).toMatchObject({
      outcome: 'answered',
      status: 301,
      phases: { dnsMs: expect.any(Number) },
    });
  });

  test('HTTPS has a TLS phase, and a certificate that nobody vouches for is an error', async () => {
    const { key, cert: trusted } = makeSelfSigned();
    const port = await serve(
      (_, response) => response.end('ok'),
      (listener) => createHttps({ key, cert: trusted }, listener),
    );
    const probe = { target: target(`https://127.0.0.1:${port}/`), names, signal: never } as const;
    expect(await probeHttp({ ...probe, trusted })).toMatchObject({
      outcome: 'answered',
      status: 200,
      phases: { tlsMs: expect.any(Number) },
    });
    expect(await probeHttp(probe)).toEqual({
      outcome: 'error',
      why: { reason: 'errno', errno: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
  });

  test('a server that switches protocols unasked has answered, and is left', async () => {
    const server = createServer((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Upgrade\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
      );
    });
    closers.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const left = new Promise((resolve) =>
      server.once('connection', (socket) => socket.once('close', resolve)),
    );
    const outcome = await probeHttp({ target: target(`http://127.0.0.1:${port}/`), names, signal: never });
    expect(outcome).toMatchObject({ outcome: 'answered', status: 101 });
    await left;
  });

  test('a status of 400 and above is refused, a server that never answers times out, a closed port is refused', async () => {
    const failing = await serve((_, response) => response.writeHead(503).end());
    expect(await probeHttp({ target: target(`http://127.0.0.1:${failing}`), names, signal: never })).toEqual({
      outcome: 'refused',
      status: 503,
    });
    const silent = await serve(() => undefined);
    expect(
      await probeHttp({ target: target(`http://127.0.0.1:${silent}`, 100), names, signal: never }),
    ).toEqual({
      outcome: 'timeout',
    });
    const closed = await tcpServer('127.0.0.1');
    closers.pop()?.();
    expect(await probeHttp({ target: target(`http://127.0.0.1:${closed}`), names, signal: never })).toEqual({
      outcome: 'refused',
      status: null,
    });
  });

  test('a server that speaks something else is an error, whatever it says', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('\u0000nonsense\r\n'.repeat(10_000));
    });
    closers.push(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const outcome = await probeHttp({ target: target(`http://127.0.0.1:${port}`), names, signal: never });
    expect(outcome.outcome).toBe('error');
  });

  test.each([
    'ftp://example.org',
    'file:///etc/passwd',
    'http://',
    'http://user:secret@example.org/',
    'nonsense',
    '',
  ])('no URL for a probe: %s', (text) => expect(parseProbeUrl(text)).toBeNull());
});

describe('DNS', () => {
  /** Answers A questions with 192.0.2.9, names with "none" with NXDOMAIN. */
  async function nameServer(): Promise<string> {
    const socket = createSocket('udp4');
    closers.push(() => socket.close());
    socket.on('message', (question, from) => {
      const end = question.indexOf(0, 12) + 5;
      const missing = question.subarray(12, end).includes('none');
      const head = Buffer.from(question.subarray(0, end));
      head.writeUInt16BE(missing ? 0x8183 : 0x8180, 2);
      head.writeUInt16BE(missing ? 0 : 1, 6);
      head.writeUInt16BE(0, 10);
      const answer = Buffer.from('c00c000100010000003c0004c0000209', 'hex');
      socket.send(missing ? head : Buffer.concat([head, answer]), from.port, from.address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return `127.0.0.1:${socket.address().port}`;
  }
  const target = (address: string) => ({ address, family: 'any', timeoutMs: 300 }) as const;

  test('a name has the time of its answer and its addresses; one that does not exist is unresolved', async () => {
    const servers = [await nameServer()];
    expect(await probeDns({ target: target('game.example'), signal: never, servers })).toMatchObject({
      outcome: 'answered',
      rttMs: expect.any(Number),
      addresses: ['192.0.2.9'],
    });
    expect(await probeDns({ target: target('none.example'), signal: never, servers })).toEqual({
      outcome: 'unresolved',
      why: { reason: 'errno', errno: 'ENOTFOUND' },
    });
  });

  test('silent name servers are a time-out, within the time of the target however many there are', async () => {
    const silent = await Promise.all([1, 2, 3].map(() => udpServer('127.0.0.1', false)));
    const startedAt = performance.now();
    const servers = silent.map((port) => `127.0.0.1:${port}`);
    expect(await probeDns({ target: target('game.example'), signal: never, servers })).toEqual({
      outcome: 'timeout',
    });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});

describe('names', () => {
  const failing =
    (code: string): Lookup =>
    () =>
      Promise.reject(Object.assign(new Error(code), { code }));

  test('a literal is itself, and of one family', async () => {
    const names = systemNames(systemClock, failing('EAI_AGAIN'));
    expect(await names.resolve('::1', 'any', 100)).toEqual({ address: '::1', family: 6 });
    expect(await names.resolve('127.0.0.1', 'ipv6', 100)).toEqual({ reason: 'other-family' });
  });

  test('a name that does not exist, and a resolver that is silent, are told apart', async () => {
    expect(await systemNames(systemClock, failing('ENOTFOUND')).resolve('x', 'any', 100)).toEqual({
      reason: 'ENOTFOUND',
    });
    const silent = systemNames(systemClock, () => new Promise(() => undefined));
    expect(await silent.resolve('x', 'any', 20)).toEqual({ reason: 'timed-out' });
  });

  test('a known address is used on while it is looked up anew, and while the resolver fails', async () => {
    let now = 0;
    let lookups = 0;
    let answer: Lookup = async () => '192.0.2.1';
    const clock = { ...systemClock, now: () => now };
    const names = systemNames(clock, (host, family) => {
      lookups++;
      return answer(host, family);
    });
    const ask = () => names.resolve('game.example', 'any', 100);
    await ask();
    await ask();
    expect(lookups).toBe(1);
    now = 61_000;
    answer = failing('EAI_AGAIN');
    expect(await ask()).toMatchObject({ address: '192.0.2.1' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(lookups).toBe(2);
    expect(await ask()).toMatchObject({ address: '192.0.2.1' });
    await new Promise((resolve) => setImmediate(resolve));
    answer = failing('ENOTFOUND');
    await ask();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await ask()).toEqual({ reason: 'ENOTFOUND' });
  });

  test('silent look-ups never take more than two of the threads', async () => {
    let running = 0;
    const names = systemNames(systemClock, () => {
      running++;
      return new Promise(() => undefined);
    });
    await Promise.all(Array.from({ length: 20 }, (_, index) => names.resolve(`host${index}`, 'any', 20)));
    expect(running).toBe(2);
  });
});
