import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import stun from 'stun';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../main/base/clock.ts';
import { resolveServer } from '../../../../main/engine/nat/resolve-server.ts';
import { openStunSocket, type StunSocket } from '../../../../main/engine/nat/stun-socket.ts';
import { systemOutside } from '../../../../main/engine/nat/system-outside.ts';

const { openUdp, lookup, connects, looksLikePortal } = systemOutside(systemClock);

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

async function socket(family: 4 | 6, port = 0): Promise<StunSocket> {
  const opened = await openStunSocket({ openUdp, family, port, clock: systemClock, random: randomBytes });
  if ('error' in opened) throw new Error(opened.error);
  open.push(opened);
  return opened;
}

/** A server that says garbage first, then what it saw. */
async function stunServer(family: 4 | 6): Promise<{ address: string; port: number }> {
  const server: Socket = createSocket(family === 4 ? 'udp4' : 'udp6');
  const address = family === 4 ? '127.0.0.1' : '::1';
  server.on('message', (datagram, from) => {
    const answer = stun.createMessage(0x0101, stun.decode(datagram).transactionId);
    answer.addAttribute(0x20, from.address, from.port);
    server.send('garbage', from.port, from.address);
    server.send(stun.encode(answer), from.port, from.address);
  });
  server.bind(0, address);
  await once(server, 'listening');
  open.push(server);
  return { address, port: server.address().port };
}

async function listening<T extends Server | HttpServer>(server: T): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  open.push(server);
  return (server.address() as AddressInfo).port;
}

describe('a real socket', () => {
  it.each([4, 6] as const)('learns its own address over IPv%d', async (family) => {
    const to = await stunServer(family);
    const { client, port } = await socket(family);
    const outcome = await client.request({ to, budgetMs: 2_000 });
    expect(outcome).toMatchObject({ kind: 'answered', mapped: { address: to.address, port }, from: to });
  });

  it('has the port it was asked for, and names the reason when it cannot', async () => {
    const { port } = await socket(4);
    const taken = await openStunSocket({ openUdp, family: 4, port, clock: systemClock, random: randomBytes });
    expect(taken).toEqual({ error: 'EADDRINUSE' });
  });

  it('survives what the system refuses to send, and names it', async () => {
    const { client, errorTo } = await socket(4);
    const outcome = await client.request({ to: { address: '::1', port: 9 }, budgetMs: 60 });
    expect(outcome).toEqual({ kind: 'no-answer', sent: 1 });
    expect(errorTo('::1')).toMatch(/^E/);
    expect(errorTo('127.0.0.1')).toBeNull();
  });

  it('ends what is under way when it is closed, twice if need be', async () => {
    const opened = await socket(4);
    const asked = opened.client.request({ to: { address: '127.0.0.1', port: 9 }, budgetMs: 60_000 });
    opened.close();
    opened.close();
    expect(await asked).toMatchObject({ kind: 'no-answer' });
  });
});

describe('looking outside', () => {
  it('tells whether TCP gets through', async () => {
    const port = await listening(createTcpServer());
    expect(await connects({ host: '127.0.0.1', port }, 2_000)).toBe(true);
    open.pop()?.close();
    expect(await connects({ host: '127.0.0.1', port }, 2_000)).toBe(false);
  });

  it.each([
    ['no', 204],
    ['yes', 200],
    ['yes', 302],
    ['yes', 511],
  ])('says %s to a portal when the check page answers %d', async (portal, status) => {
    const server = createServer((_, response) => response.writeHead(status, { location: '/login' }).end());
    const url = `http://127.0.0.1:${await listening(server)}/`;
    expect(await looksLikePortal(url, 2_000)).toBe(portal);
  });

  it('does not know of a portal when the page is silent, gone or nonsense', async () => {
    const silent = createTcpServer((connection) => void open.push({ close: () => connection.destroy() }));
    const nonsense = createTcpServer((connection) => connection.on('error', () => undefined).end('nonsense'));
    const [silentPort, nonsensePort] = [await listening(silent), await listening(nonsense)];
    const ask = (port: number) => looksLikePortal(`http://127.0.0.1:${port}/`, 100);
    expect(await ask(silentPort)).toBe('unknown');
    expect(await ask(nonsensePort)).toBe('unknown');
    nonsense.close();
    expect(await ask(nonsensePort)).toBe('unknown');
  });
});

it('a name of the hosts file is resolved as the system does', async () => {
  const options = { family: 4, timeoutMs: 5_000, clock: systemClock, lookup: lookup } as const;
  expect(await resolveServer('localhost:3478', options)).toEqual({ address: '127.0.0.1', port: 3478 });
  expect(await resolveServer('[::1]:3478', options)).toEqual({ reason: 'other-family' });
});
