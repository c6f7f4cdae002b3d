import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { noProxies } from '../../main/base/proxy.ts';
import { webSockets } from '../../main/control-client/web-socket.ts';
import { publicKeyOf } from '../../main/crypto/signature.ts';
import { connectAsPeer, type PeerOptions } from '../../main/engine/control/connect-as-peer.ts';
import { formatEndpoint } from '../../shared/address.ts';
import { recordingLog } from '../mocks/recording-log.ts';
import { startEndpoint } from './control-server.ts';

const seed = new Uint8Array(randomBytes(32));
const identity = { seed, publicKey: publicKeyOf(seed) };

const open: { server: Server; sockets: Set<Socket> }[] = [];
afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

/** A port that takes connections and then says what it is told to, or nothing. */
async function listen(says: string | null): Promise<{ url: string; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined).resume();
    if (says !== null) socket.on('data', () => socket.end(says));
  });
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

function call(urls: readonly string[], signal = new AbortController().signal, count?: PeerOptions['count']) {
  const peer = {
    open: webSockets(noProxies),
    identity,
    app: 'test',
    clock: systemClock,
    log: recordingLog(),
  };
  return connectAsPeer(urls, count === undefined ? peer : { ...peer, count }, signal);
}

describe('a call to a control server', () => {
  it('reaches the second address while the first says nothing, and lets go of the first', async () => {
    const silent = await listen(null);
    const url = `ws://${formatEndpoint(await startEndpoint())}`;
    const connected = await call([silent.url, url]);
    if (!connected.ok) throw new Error(connected.fault.code);
    expect(connected.value.url).toBe(url);
    await expect.poll(() => silent.sockets.size).toBe(0);
    connected.value.close();
  });

  it('counts what is said, by type and size', async () => {
    const url = `ws://${formatEndpoint(await startEndpoint())}`;
    const counted: [string, string, number][] = [];
    const connected = await call([url], undefined, (...message) => counted.push(message));
    if (!connected.ok) throw new Error(connected.fault.code);
    expect(counted).toEqual([
      ['control.hello', 'sent', expect.any(Number)],
      ['control.answer', 'received', expect.any(Number)],
    ]);
    for (const [, , bytes] of counted) expect(bytes).toBeGreaterThan(10);
    connected.value.close();
  });

  it('fails at once for something that is no LANrage server', async () => {
    const { url } = await listen('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi');
    expect(await call([url])).toMatchObject({
      fault: { code: 'control.unreachable', args: { server: url } },
    });
  });

  it('fails for an address that only looks like one, and tries the next', async () => {
    const odd = 'ws://127.0.0.1:1/#fragment';
    expect(await call([odd])).toMatchObject({
      fault: { code: 'control.unreachable', args: { reason: 'not-an-address' } },
    });
    const url = `ws://${formatEndpoint(await startEndpoint())}`;
    const connected = await call([odd, url]);
    expect(connected.ok).toBe(true);
    if (connected.ok) connected.value.close();
  });

  it('fails without any address', async () => {
    expect(await call([])).toMatchObject({ fault: { code: 'control.unreachable' } });
  });

  it('ends with its signal, whether that came before or meanwhile, and leaves no socket', async () => {
    const silent = [await listen(null), await listen(null)];
    const urls = silent.map(({ url }) => url);
    expect((await call(urls, AbortSignal.abort())).ok).toBe(false);
    const ending = new AbortController();
    const calling = call(urls, ending.signal);
    await expect.poll(() => silent.every(({ sockets }) => sockets.size > 0)).toBe(true);
    ending.abort();
    expect((await calling).ok).toBe(false);
    await expect.poll(() => silent.every(({ sockets }) => sockets.size === 0)).toBe(true);
  });
});
