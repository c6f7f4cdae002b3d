import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../../../../../main/base/clock.ts';
import { TcpPipe } from '../../../../../main/engine/path/run/tcp-pipe.ts';
import { parseEndpoint } from '../../../../../shared/address.ts';
import { makeSelfSigned } from '../../../../contract/self-signed.ts';
import { recordingLog } from '../../../../mocks/recording-log.ts';

/** A relay's end: echoes what it hears, and can be stopped and started at one port. */
async function startEcho(port = 0, tls: { cert: string; key: string } | null = null) {
  const server: Server = tls === null ? createServer() : createTlsServer(tls);
  const sockets = new WebSocketServer({ server });
  const clients: WebSocket[] = [];
  sockets.on('connection', (socket) => {
    clients.push(socket);
    socket.on('message', (data) => socket.send(data as Buffer, { binary: true }));
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const stop = () => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  };
  onTestFinished(stop);
  const bound = (server.address() as AddressInfo).port;
  return { port: bound, url: `${tls === null ? 'ws' : 'wss'}://127.0.0.1:${bound}/relay`, clients, stop };
}

/** An HTTP proxy that knows CONNECT only. */
async function startProxy(password: string | null = null) {
  const asked: string[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const expected =
      password === null ? undefined : `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
    if (request.headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    // Every name leads to this machine.
    const target = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { asked, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

let log: ReturnType<typeof recordingLog>;
beforeEach(() => {
  log = recordingLog();
});

async function open(urls: readonly string[], proxy: string | null = null): Promise<TcpPipe> {
  const opened = await tryOpen(urls, proxy);
  if (!opened.ok) throw new Error(JSON.stringify(log.lines));
  return opened.value;
}

async function tryOpen(urls: readonly string[], proxy: string | null = null) {
  const proxies = { httpProxy: proxy, httpsProxy: proxy, noProxy: null };
  const opened = await TcpPipe.open({ urls, clock: systemClock, log, random: () => 0.1, proxies });
  if (opened.ok) onTestFinished(() => opened.value.close());
  return opened;
}

/** What WireGuard is to the pipe. */
async function wireguard({ endpoint }: TcpPipe) {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  onTestFinished(() => void socket.close());
  const { port } = parseEndpoint(endpoint) ?? { port: 0 };
  const received: Buffer[] = [];
  socket.on('message', (data) => received.push(data));
  return {
    received,
    send: (data: Uint8Array) => socket.send(data, port, '127.0.0.1'),
    async echoed(data: Uint8Array): Promise<Buffer> {
      const answer = once(socket, 'message');
      socket.send(data, port, '127.0.0.1');
      return (await answer)[0];
    },
  };
}

const keepalive = Buffer.concat([Buffer.from([4, 0, 0, 0]), Buffer.alloc(28, 7)]);

describe('a pipe', () => {
  it('carries datagrams of every length there and back', async () => {
    const relay = await startEcho();
    const pipe = await open([relay.url]);
    expect(pipe.state).toBe('up');
    expect(pipe.endpoint).toMatch(/^127\.0\.0\.1:\d+$/);
    const wg = await wireguard(pipe);
    for (const length of [32, 148, 1452, 2048]) {
      const data = Buffer.concat([keepalive.subarray(0, 4), Buffer.alloc(length - 4, length)]);
      expect(await wg.echoed(data)).toEqual(data);
    }
  });

  it('listens to the first port that speaks WireGuard, and to nobody else until it is told to', async () => {
    const pipe = await open([(await startEcho()).url]);
    const [other, wg] = [await wireguard(pipe), await wireguard(pipe)];
    other.send(Buffer.from('not WireGuard'));
    expect(await wg.echoed(keepalive)).toEqual(keepalive);
    other.send(keepalive);
    const mark = Buffer.concat([keepalive, Buffer.from('second')]);
    expect(await wg.echoed(mark)).toEqual(mark);
    expect(other.received).toEqual([]);
    pipe.forgetSource();
    expect(await other.echoed(keepalive)).toEqual(keepalive);
  });

  it('drops what is larger than any datagram of WireGuard', async () => {
    const relay = await startEcho();
    const wg = await wireguard(await open([relay.url]));
    wg.send(Buffer.concat([keepalive, Buffer.alloc(3000)]));
    expect(await wg.echoed(keepalive)).toEqual(keepalive);
  });

  it('keeps its port over a lost connection, and comes back by itself', async () => {
    const first = await startEcho();
    const pipe = await open([first.url]);
    const states: string[] = [];
    pipe.onState((state) => states.push(state));
    const wg = await wireguard(pipe);
    await wg.echoed(keepalive);
    const { endpoint } = pipe;
    first.stop();
    await vi.waitFor(() => expect(pipe.state).toBe('down'));
    wg.send(keepalive);
    await startEcho(first.port);
    await vi.waitFor(() => expect(pipe.state).toBe('up'));
    expect(await wg.echoed(keepalive)).toEqual(keepalive);
    expect(pipe.endpoint).toBe(endpoint);
    expect(states).toEqual(['down', 'up']);
  });

  it('takes the next URL where the first one leads nowhere', async () => {
    const relay = await startEcho();
    const dead = await startEcho();
    dead.stop();
    expect((await open([dead.url, relay.url])).state).toBe('up');
  });

  it('is refused where no URL leads anywhere, and leaves no socket', async () => {
    const dead = await startEcho();
    dead.stop();
    expect(await tryOpen([dead.url])).toEqual({
      ok: false,
      fault: { code: 'relay.unreachable', args: { endpoint: dead.url } },
    });
  });

  it('frees its port, and says nothing more, once it is closed', async () => {
    const relay = await startEcho();
    const pipe = await open([relay.url]);
    const wg = await wireguard(pipe);
    await wg.echoed(keepalive);
    const states: string[] = [];
    pipe.onState((state) => states.push(state));
    pipe.close();
    pipe.close();
    await vi.waitFor(() => expect(relay.clients[0]?.readyState).toBe(3));
    const { port } = parseEndpoint(pipe.endpoint) ?? { port: 0 };
    const again = createSocket('udp4');
    await new Promise<void>((done) => again.bind({ port, address: '127.0.0.1', exclusive: true }, done));
    again.close();
    expect(states).toEqual([]);
  });
});

describe('a pipe with TLS', () => {
  it('is refused by a certificate that nobody vouches for, and opened by one that is trusted', async () => {
    const tls = makeSelfSigned();
    const relay = await startEcho(0, tls);
    expect(await tryOpen([relay.url])).toMatchObject({ ok: false });
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, tls.cert]);
    onTestFinished(() => setDefaultCACertificates(before));
    const wg = await wireguard(await open([relay.url]));
    expect(await wg.echoed(keepalive)).toEqual(keepalive);
  });
});

describe('a pipe behind a proxy', () => {
  // Loopback is never asked of a proxy, so the relay has a name that only the proxy knows.
  const named = (url: string) => url.replace('127.0.0.1', 'relay.invalid');

  it('reaches the relay through it', async () => {
    const [relay, proxy] = [await startEcho(), await startProxy()];
    const pipe = await open([named(relay.url)], `http://${proxy.host}`);
    expect(await (await wireguard(pipe)).echoed(keepalive)).toEqual(keepalive);
    expect(proxy.asked).toEqual([`relay.invalid:${relay.port}`]);
  });

  it('has TLS with the relay, not with the proxy', async () => {
    const tls = makeSelfSigned();
    const [relay, proxy] = [await startEcho(0, tls), await startProxy()];
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, tls.cert]);
    onTestFinished(() => setDefaultCACertificates(before));
    // The certificate is for 127.0.0.1, and the name is checked through the proxy too.
    expect(await tryOpen([named(relay.url)], `http://${proxy.host}`)).toMatchObject({ ok: false });
    expect(JSON.stringify(log.lines)).toContain('altnames');
    expect(proxy.asked).toEqual([`relay.invalid:${relay.port}`]);
  });

  it('says who it is where that is asked, and never logs it', async () => {
    const [relay, proxy] = [await startEcho(), await startProxy('pass word')];
    const url = named(relay.url);
    await open([url], `http://me:pass%20word@${proxy.host}`);
    expect(await tryOpen([url], `http://me:wrong%20one@${proxy.host}`)).toMatchObject({ ok: false });
    expect(await tryOpen([url], `http://${proxy.host}`)).toMatchObject({ ok: false });
    const told = JSON.stringify(log.lines);
    expect(told).toContain('the proxy answered 407');
    expect(told).not.toMatch(/pass|wrong one|wrong%20one|Basic/);
  });

  it('is refused where the proxy is out of reach, or none', async () => {
    const relay = await startEcho();
    const web = await startEcho();
    expect(await tryOpen([named(relay.url)], 'http://127.0.0.1:9')).toMatchObject({ ok: false });
    expect(await tryOpen([named(relay.url)], `http://127.0.0.1:${web.port}`)).toMatchObject({ ok: false });
  });
});
