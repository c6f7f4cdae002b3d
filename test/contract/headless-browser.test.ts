import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../main/base/clock.ts';
import { type BrowserOptions, type BrowserServer, serveBrowser } from '../../main/headless/browser.ts';
import { createDispatcher } from '../../main/ipc/dispatch.ts';
import { channels } from '../../shared/ipc/channels.ts';
import { SOCKET_FRAME_LIMIT_BYTES } from '../../shared/ipc/socket-frames.ts';
import { emptySnapshot, type FakeEngine, fakeEngine } from '../mocks/fake-engine.ts';
import { recordingLog } from '../mocks/recording-log.ts';

/** Every client hears of all events. */
const EVENTS = channels.events.length;

const token = 'q'.repeat(43);
let folder: string;
let engine: FakeEngine;
let server: BrowserServer;

const options = (more: Partial<BrowserOptions> = {}): BrowserOptions => {
  const log = recordingLog();
  const dispatcher = createDispatcher(engine.handlers, log);
  return { engine, dispatcher, rendererDir: join(folder, 'renderer'), port: 0, token, log, ...more };
};

async function opened(more: Partial<BrowserOptions> = {}): Promise<BrowserServer> {
  const result = await serveBrowser(options(more));
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanrage-browser-'));
  await mkdir(join(folder, 'renderer/assets'), { recursive: true });
  await writeFile(join(folder, 'renderer/index.html'), '<!doctype html><title>LANrage</title>');
  await writeFile(join(folder, 'renderer/assets/app.js'), 'export {};');
  await writeFile(join(folder, 'renderer/assets/app.js.map'), '{}');
  await writeFile(join(folder, 'secret.html'), 'secret');
  await symlink(join(folder, 'secret.html'), join(folder, 'renderer/link.html'));
  engine = fakeEngine();
  server = await opened();
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** `path` goes out as it is written, which fetch would not do. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, headers, method }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    asked.on('error', reject).end();
  });
}

/** A browser's socket that keeps what it is sent. */
class Client {
  readonly frames: unknown[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  #wake: () => void = () => undefined;

  constructor(origin = `http://127.0.0.1:${server.port}`, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${server.port}/api`, { origin, headers });
    this.socket.on('message', (data) => {
      this.frames.push(JSON.parse(data.toString()));
      this.#wake();
    });
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    // A refused upgrade shows itself as `closed` with 1006.
    this.socket.on('error', () => undefined);
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  async received(count: number): Promise<unknown[]> {
    while (this.frames.length < count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.frames;
  }

  async ready(): Promise<this> {
    await this.open();
    this.send({ token });
    await this.received(1);
    return this;
  }

  open(): Promise<void> {
    return new Promise((resolve) => this.socket.on('open', resolve));
  }
}

describe('the page', () => {
  it('is served with its assets under strict headers', async () => {
    const page = await ask('/');
    expect(page.status).toBe(200);
    expect(page.body).toContain('LANrage');
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(page.headers).not.toHaveProperty('access-control-allow-origin');
    expect(await ask('/assets/app.js?v=1')).toMatchObject({ status: 200, body: 'export {};' });
    expect(await ask('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '//etc/passwd',
    '/link.html',
    '/assets/app.js.map',
    '/assets',
    '/api',
    'http://127.0.0.1/',
  ])('does not know %s', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404, body: '' });
  });

  it('is refused to any other host name, with the strict headers', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', `[::1]:${server.port}`]) {
      const answer = await ask('/', { host });
      expect(answer).toMatchObject({ status: 403, body: '' });
      expect(answer.headers).toHaveProperty('content-security-policy');
    }
    expect(await ask('/', { host: `localhost:${server.port}` })).toMatchObject({ status: 200 });
  });

  it('is opened once by an address without the token', async () => {
    const { pathname } = new URL(server.makeOpeningUrl());
    expect(pathname).not.toContain(token);
    expect(await ask(pathname, { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await ask(pathname)).toMatchObject({ status: 302, headers: { location: server.url } });
    expect(await ask(pathname)).toMatchObject({ status: 404 });
  });

  it('keeps that address from programs of other users, who can read it, and keeps it good for the owner', async () => {
    await server.close();
    let isOwn = false;
    server = await opened({ isOwn: () => isOwn });
    const { pathname } = new URL(server.makeOpeningUrl());
    expect(await ask(pathname)).toMatchObject({ status: 404, body: '' });
    isOwn = true;
    expect(await ask(pathname)).toMatchObject({ status: 302 });
  });

  it('forgets that address after a minute', async () => {
    await server.close();
    const waits: [number, () => void][] = [];
    server = await opened({ clock: { ...systemClock, after: (...wait) => waits.push(wait) as never } });
    const { pathname } = new URL(server.makeOpeningUrl());
    expect(waits).toEqual([[60_000, expect.any(Function)]]);
    waits[0]?.[1]();
    expect(await ask(pathname)).toMatchObject({ status: 404 });
  });

  it('takes no method but GET and HEAD', async () => {
    expect(await ask('/', {}, 'POST')).toMatchObject({ status: 405 });
    expect(await ask('/', {}, 'OPTIONS')).toMatchObject({ status: 405 });
  });

  it('fails clearly where the renderer is not built', async () => {
    const rendererDir = join(folder, 'nowhere');
    expect(await serveBrowser(options({ rendererDir }))).toEqual({
      ok: false,
      fault: { code: 'storage.unreadable', args: { path: rendererDir, reason: 'errno', errno: 'ENOENT' } },
    });
  });
});

describe('the port', () => {
  it('is named when it is taken, or replaced where the host allows it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await serveBrowser(options({ port }))).toEqual({
      ok: false,
      fault: { code: 'serve.port-taken', args: { protocol: 'tcp', address: '127.0.0.1', port } },
    });
    const replaced = await opened({ port, fallbackToAny: true });
    expect(replaced.port).not.toBe(port);
    expect(replaced.url).toBe(`http://127.0.0.1:${replaced.port}/#token=${token}`);
    await replaced.close();
    other.close();
  });

  it('is free again after close, and its clients are gone', async () => {
    const client = await new Client().ready();
    await server.close();
    await client.closed;
    expect(engine.listeners()).toBe(0);
    server = await opened({ port: server.port });
  });

  it('is free again although a refused client keeps its end open', async () => {
    const options = { port: server.port, host: '127.0.0.1', allowHalfOpen: true };
    const socket = connect(options).on('error', () => undefined);
    socket.write('GET /api HTTP/1.1\r\nHost: evil\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    await server.close();
    server = await opened({ port: server.port });
    socket.destroy();
  });
});

describe('the socket', () => {
  it('answers ready to the token, then serves calls', async () => {
    const client = await new Client(`http://localhost:${server.port}`).ready();
    client.send({ id: 7, call: 'getSnapshot', input: {} });
    expect(await client.received(2)).toEqual([
      { ready: true },
      { re: 7, result: { ok: true, value: emptySnapshot } },
    ]);
  });

  it('sends events to every client, in order and before the answer of the call that caused them', async () => {
    const [first, second] = [await new Client().ready(), await new Client().ready()];
    first.send({ id: 1, call: 'createParty', input: { name: 'Friday LAN' } });
    engine.emit('samples', []);
    const seen = (await first.received(4)).slice(1);
    expect(seen).toEqual([
      { event: 'samples', value: [] },
      { event: 'snapshotChanged', value: expect.objectContaining({ seq: 2 }) },
      { re: 1, result: expect.objectContaining({ ok: true }) },
    ]);
    expect((await second.received(3)).slice(1)).toEqual(seen.slice(0, 2));
  });

  it.each([
    ['a wrong token', JSON.stringify({ token: 'w'.repeat(43) })],
    ['a longer token', JSON.stringify({ token: `${token}q` })],
    ['an empty token', JSON.stringify({ token: '' })],
    ['a call without a token', JSON.stringify({ id: 1, call: 'getSnapshot', input: {} })],
    ['garbage', '\u0000{['],
  ])('refuses %s and hangs up', async (_, frame) => {
    const client = new Client();
    await client.open();
    client.send(frame);
    client.send({ id: 1, call: 'getSnapshot', input: {} });
    expect(await client.closed).toBe(1008);
    expect(client.frames).toEqual([
      { re: 0, result: { ok: false, fault: { code: 'engine.unauthorised', args: {} } } },
    ]);
    expect(engine.history).toEqual([]);
    expect(engine.listeners()).toBe(0);
  });

  it('hangs up on a client that sends no token within five seconds', async () => {
    await server.close();
    const waits: number[] = [];
    server = await opened({
      clock: {
        ...systemClock,
        after(ms, callback) {
          waits.push(ms);
          return systemClock.after(20, callback);
        },
      },
    });
    expect(await new Client().closed).toBe(1008);
    expect(waits).toEqual([5_000]);
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1'])(
    'refuses the origin %s before the upgrade',
    async (origin) => {
      expect(await new Client(origin).closed).toBe(1006);
    },
  );

  it('refuses a foreign host name and a missing origin before the upgrade', async () => {
    expect(await new Client(undefined, { host: 'evil.example' }).closed).toBe(1006);
    expect(await new Client('').closed).toBe(1006);
  });

  it('answers garbage with one fault and hangs up', async () => {
    const client = await new Client().ready();
    client.send('{"id":');
    expect(await client.closed).toBe(1008);
    expect(client.frames.at(-1)).toEqual({
      re: 0,
      result: { ok: false, fault: { code: 'ipc.bad-request', args: { at: '', reason: 'not-a-call' } } },
    });
    expect(engine.listeners()).toBe(0);
  });

  it('refuses a binary frame', async () => {
    const client = await new Client().ready();
    client.socket.send(Buffer.from('{"id":1,"call":"getSnapshot","input":{}}'));
    expect(await client.closed).toBe(1008);
    expect(engine.history).toEqual([]);
  });

  it('hangs up on a frame above the limit, and goes on serving others', async () => {
    const client = await new Client().ready();
    client.send({ id: 1, call: 'joinParty', input: { invite: 'x'.repeat(SOCKET_FRAME_LIMIT_BYTES) } });
    expect(await client.closed).toBe(1009);
    const next = await new Client().ready();
    next.send({ id: 1, call: 'nothing', input: {} });
    expect((await next.received(2)).at(-1)).toMatchObject({ re: 1, result: { ok: false } });
  });

  it('drops a client that does not read, and keeps the others', async () => {
    const [slow, quick] = [await new Client().ready(), await new Client().ready()];
    slow.socket.pause();
    const notices = Array.from({ length: 20 }, (_, id) => ({
      id,
      at: '2026-01-01T00:00:00.000Z',
      fault: {
        code: 'ipc.bad-request' as const,
        args: { at: 'x'.repeat(500), reason: 'malformed' as const },
      },
    }));
    for (let seq = 2; engine.listeners() > EVENTS && seq < 20_000; seq++) {
      engine.emit('snapshotChanged', { ...emptySnapshot, seq, notices });
      if (seq % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(engine.listeners()).toBe(EVENTS);
    quick.send({ id: 9, call: 'getSettings', input: {} });
    await expect.poll(() => quick.frames.some((frame) => (frame as { re?: number }).re === 9)).toBe(true);
    slow.socket.terminate();
  });

  it('survives raw garbage on the port', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.resume().on('error', () => undefined);
    socket.write('\u0016\u0003\u0001garbage\r\n\r\n');
    await new Promise((resolve) => socket.on('close', resolve));
    expect(await ask('/')).toMatchObject({ status: 200 });
  });
});
