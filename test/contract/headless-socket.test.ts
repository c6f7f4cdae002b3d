import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine, type EngineConnection } from '../../main/headless/connect-engine.ts';
import { createDispatcher } from '../../main/ipc/dispatch.ts';
import { type SocketServer, serveSocket } from '../../main/ipc/socket.ts';
import { socketPathOf } from '../../main/ipc/socket-path.ts';
import { channels } from '../../shared/ipc/channels.ts';
import { SOCKET_FRAME_LIMIT_BYTES } from '../../shared/ipc/socket-frames.ts';
import { emptySnapshot, type FakeEngine, fakeEngine } from '../mocks/fake-engine.ts';
import { recordingLog } from '../mocks/recording-log.ts';

/** Every client hears of all events. */
const EVENTS = channels.events.length;

let dataDir: string;
let engine: FakeEngine;
let server: SocketServer;
let stops: number;

async function opened(): Promise<SocketServer> {
  const log = recordingLog();
  const dispatcher = createDispatcher(engine.handlers, log);
  const onStop = (): void => {
    stops += 1;
  };
  const result = await serveSocket({ engine, dispatcher, path: socketPathOf(dataDir), onStop, log });
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
}

async function connected(): Promise<EngineConnection> {
  const result = await connectEngine(dataDir);
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lanrage-socket-'));
  engine = fakeEngine();
  stops = 0;
  server = await opened();
});

afterEach(async () => {
  server.unlisten();
  server.hangUp();
  await rm(dataDir, { recursive: true, force: true });
});

/** Writes raw bytes and collects what comes back until the engine hangs up. */
function exchange(bytes: string): Promise<unknown[]> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(socketPathOf(dataDir)).on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () =>
      resolve(
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ),
    );
    socket.write(bytes);
  });
}

describe('the local socket', () => {
  it('belongs to its owner alone', async () => {
    expect((await stat(socketPathOf(dataDir))).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(socketPathOf(dataDir)))).mode & 0o777).toBe(0o700);
  });

  it('closes its folder to others before it listens there, also one that was open', async () => {
    server.unlisten();
    await chmod(dirname(socketPathOf(dataDir)), 0o755);
    server = await opened();
    expect((await stat(dirname(socketPathOf(dataDir)))).mode & 0o777).toBe(0o700);
  });

  it('answers calls of several clients, each its own', async () => {
    const [first, second] = [await connected(), await connected()];
    const [snapshot, settings, refused] = await Promise.all([
      first.api.getSnapshot({}),
      second.api.getSettings({}),
      first.api.leaveParty({}),
    ]);
    expect(snapshot).toEqual({ ok: true, value: emptySnapshot });
    expect(settings).toMatchObject({ ok: true, value: { interfaceName: 'lanrage0' } });
    expect(refused).toEqual({ ok: false, fault: { code: 'party.none', args: {} } });
    first.close();
    second.close();
  });

  it('sends events in order until the listener goes', async () => {
    const client = await connected();
    await client.api.getSnapshot({});
    const seen: number[] = [];
    const off = client.api.on('snapshotChanged', ({ seq }) => seen.push(seq));
    for (const seq of [2, 3, 4]) engine.emit('snapshotChanged', { ...emptySnapshot, seq });
    await client.api.getSnapshot({});
    off();
    engine.emit('snapshotChanged', { ...emptySnapshot, seq: 5 });
    await client.api.getSnapshot({});
    expect(seen).toEqual([2, 3, 4]);
    client.close();
    await client.closed;
    await expect.poll(() => engine.listeners()).toBe(0);
  });

  it('refuses a bad input with where it is bad', async () => {
    const client = await connected();
    expect(await client.api.createParty({ name: '' })).toMatchObject({
      ok: false,
      fault: { code: 'ipc.bad-request', args: { at: 'name', reason: 'too-short', minimum: 1 } },
    });
    client.close();
  });

  it.each([
    ['garbage', 'hello\n', 'not-json'],
    ['a call without an id', '{"call":"getSnapshot","input":{}}\n', 'not-a-call'],
    ['an unknown frame', '{"id":1,"stop":false}\n', 'not-a-call'],
    ['an oversize line', `${'x'.repeat(SOCKET_FRAME_LIMIT_BYTES + 1)}\n`, 'frame-too-large'],
  ])('answers %s with one fault and hangs up', async (_, bytes, reason) => {
    expect(await exchange(bytes)).toEqual([
      { re: 0, result: { ok: false, fault: { code: 'ipc.bad-request', args: { at: '', reason } } } },
    ]);
    expect(engine.listeners()).toBe(0);
  });

  it('answers more calls than it takes at once with a fault each', async () => {
    const never = fakeEngine({ getSamples: () => new Promise(() => undefined) });
    server.unlisten();
    engine = never;
    server = await opened();
    const client = await connected();
    for (let i = 0; i < 64; i++) void client.api.getSamples({});
    expect(await client.api.getSnapshot({})).toMatchObject({ fault: { code: 'ipc.bad-request' } });
    client.close();
  });

  it('drops a client that does not read, and keeps the others', async () => {
    const other = await connected();
    const slow = connect(socketPathOf(dataDir)).pause();
    await expect.poll(() => engine.listeners()).toBe(2 * EVENTS);
    const name = 'x'.repeat(64 * 1024);
    for (let seq = 2; engine.listeners() > EVENTS && seq < 2_000; seq++) {
      engine.emit('snapshotChanged', { ...emptySnapshot, seq, displayName: name });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(engine.listeners()).toBe(EVENTS);
    expect(await other.api.getSettings({})).toMatchObject({ ok: true });
    slow.destroy();
    other.close();
  });

  it('tells the host to stop, and the client once the host hangs up', async () => {
    const client = await connected();
    let gone = false;
    const stopped = client.stop().then((result) => {
      gone = true;
      return result;
    });
    await expect.poll(() => stops).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(gone).toBe(false);
    server.unlisten();
    server.hangUp();
    expect(await stopped).toEqual({ ok: true, value: undefined });
  });

  it('answers what is under way as not running when the engine goes, and so every later call', async () => {
    const client = await connected();
    const notRunning = { ok: false, fault: { code: 'engine.not-running', args: { dataDir } } };
    Object.assign(engine.handlers, { getSamples: () => new Promise(() => undefined) });
    const waiting = client.api.getSamples({});
    server.hangUp();
    expect(await waiting).toEqual(notRunning);
    expect(await client.api.getSnapshot({})).toEqual(notRunning);
    expect(await client.stop()).toEqual(notRunning);
  });

  it('replaces the socket that a crashed engine left', async () => {
    server.unlisten();
    const path = socketPathOf(dataDir);
    await writeFile(path, '');
    server = await opened();
    expect((await stat(path)).isSocket()).toBe(true);
    (await connected()).close();
  });

  it('fails clearly where the path is too long for a socket', async () => {
    const log = recordingLog();
    const path = socketPathOf(join(dataDir, 'x'.repeat(100)));
    const dispatcher = createDispatcher(engine.handlers, log);
    expect(await serveSocket({ engine, dispatcher, path, onStop: () => undefined, log })).toMatchObject({
      fault: { code: 'storage.unwritable', args: { path } },
    });
  });
});

describe('connecting', () => {
  it('says that no engine runs where there is no socket or nobody behind it', async () => {
    server.unlisten();
    const notRunning = { ok: false, fault: { code: 'engine.not-running', args: { dataDir } } };
    expect(await connectEngine(dataDir)).toEqual(notRunning);
    await writeFile(socketPathOf(dataDir), '');
    expect(await connectEngine(dataDir)).toEqual(notRunning);
  });

  it('hangs up on something that speaks another protocol', async () => {
    server.unlisten();
    const stranger = createServer((socket) => socket.write('220 hello\n')).listen(socketPathOf(dataDir));
    await new Promise((resolve) => stranger.once('listening', resolve));
    const client = await connected();
    expect(await client.api.getSnapshot({})).toMatchObject({ fault: { code: 'engine.not-running' } });
    stranger.close();
  });
});

describe('the path of the socket', () => {
  it('lies within the data directory, and is a named pipe of its own on Windows', () => {
    expect(socketPathOf('/srv/lanrage', 'linux')).toBe('/srv/lanrage/run/engine.sock');
    const pipe = socketPathOf('/srv/lanrage', 'win32');
    expect(pipe).toMatch(/^\\\\\.\\pipe\\lanrage-[0-9a-f]{32}$/);
    expect(socketPathOf('/srv/other', 'win32')).not.toBe(pipe);
  });
});
