import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Clock, systemClock } from '../../main/base/clock.ts';
import { connectHelper, type HelperClient } from '../../main/engine/helper/helper-client.ts';
import { hashHelperToken } from '../../main/engine/helper/helper-token.ts';
import { unixOwnerSocket } from '../../main/helper/owner-socket.ts';
import { type HelperServer, startHelperServer } from '../../main/helper/server.ts';
import { openTunnelRecords } from '../../main/helper/tunnel-record.ts';
import { createTunnelRegistry } from '../../main/helper/tunnel-registry.ts';
import { createVerbHandlers } from '../../main/helper/tunnel-verbs.ts';
import { HELPER_FRAME_LIMIT_BYTES, HELPER_PROTOCOL_VERSION } from '../../shared/helper/verbs.ts';
import { ok } from '../../shared/result.ts';
import { type FakeBackend, fakeTunnelBackend } from '../mocks/fake-tunnel-backend.ts';

const GRACE_MS = 400;
const token = randomBytes(32).toString('base64url');
const hello = { version: HELPER_PROTOCOL_VERSION, token };

describe.runIf(process.platform === 'linux')("the helper's socket", () => {
  let folder: string;
  let socketPath: string;
  let server: HelperServer;
  let backend: FakeBackend;
  /** Times the 5 s for the hello as 100 ms. */
  const hasty: Clock = {
    ...systemClock,
    after: (ms, callback) => systemClock.after(ms === 5_000 ? 100 : ms, callback),
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanrage-frames-'));
    socketPath = join(folder, 's');
    backend = fakeTunnelBackend();
    const uid = process.geteuid?.() ?? 0;
    const registry = createTunnelRegistry({
      openBackend: async () => ok(backend),
      records: openTunnelRecords(folder),
      owner: { uid, networkNamespace: '1', helper: { pid: 1, startTime: '0' } },
    });
    server = startHelperServer({
      ownerSocket: unixOwnerSocket(socketPath, uid),
      tokenHash: hashHelperToken(token),
      graceMs: GRACE_MS,
      registry,
      handlers: createVerbHandlers(registry),
      clock: hasty,
      stays: false,
    });
  });

  afterEach(async () => {
    server.stop();
    await server.ended;
    rmSync(folder, { recursive: true });
  });

  /** A raw connection with the frames that come back. */
  function open(): { socket: Socket; frames: unknown[]; closed: Promise<void>; send(frame: unknown): void } {
    const socket = connect(socketPath);
    const frames: unknown[] = [];
    // It hands the socket's own error on.
    const lines = createInterface({ input: socket }).on('error', () => undefined);
    lines.on('line', (line) => frames.push(JSON.parse(line)));
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
    });
    return { socket, frames, closed, send: (frame) => socket.write(`${JSON.stringify(frame)}\n`) };
  }

  async function client(): Promise<HelperClient> {
    const connected = await connectHelper(socketPath, token);
    if (!connected.ok) throw new Error(JSON.stringify(connected.fault));
    return connected.value;
  }

  const up = { name: 'lanrage0', privateKey: randomBytes(32).toString('base64'), listenPort: 0, mtu: 1420 };

  test('is its owner’s alone from the moment that it exists', () => {
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
  });

  test('welcomes a client that knows the token, and answers each request once and in order', async () => {
    const raw = open();
    raw.send(hello);
    raw.send({ id: 1, verb: 'interface.up', args: up });
    raw.send({ id: 2, verb: 'status', args: { name: 'lanrage0' } });
    raw.send({ id: 7, verb: 'environment', args: {} });
    await vi.waitUntil(() => raw.frames.length === 4);
    expect(raw.frames).toMatchObject([
      { re: 0, ok: true, value: { version: HELPER_PROTOCOL_VERSION, pid: process.pid, interfaces: [] } },
      { re: 1, ok: true, value: { adopted: false } },
      { re: 2, ok: true, value: { name: 'lanrage0' } },
      { re: 7, ok: true, value: { backend: 'kernel' } },
    ]);
  });

  test.each<[string, unknown, object]>([
    ['a wrong token', { ...hello, token: 'A'.repeat(43) }, { code: 'helper.refused' }],
    ['a token of another length', { ...hello, token: 'A' }, { code: 'helper.refused' }],
    ['no token', { version: 1 }, { code: 'helper.refused' }],
    ['a request before the hello', { id: 1, verb: 'shutdown', args: {} }, { code: 'helper.refused' }],
    [
      'another version',
      { version: 2, secret: 'of another kind' },
      { code: 'helper.version-mismatch', args: { expected: HELPER_PROTOCOL_VERSION, found: 2 } },
    ],
  ])('answers %s with one fault and closes', async (_, frame, expected) => {
    const raw = open();
    raw.send(frame);
    raw.send({ id: 1, verb: 'interface.up', args: up });
    await raw.closed;
    expect(raw.frames).toEqual([{ re: 0, ok: false, fault: expect.objectContaining(expected) }]);
    expect(backend.calls).toEqual([]);
  });

  test('closes a connection that says nothing for five seconds', async () => {
    const raw = open();
    await raw.closed;
    expect(raw.frames).toMatchObject([{ ok: false, fault: { code: 'helper.refused' } }]);
  });

  test('answers garbage with a fault and goes on', async () => {
    const raw = open();
    raw.send(hello);
    raw.socket.write('not json\n');
    raw.socket.write(Buffer.from([0xff, 0xfe, 0x0a]));
    for (const frame of [
      null,
      5,
      [],
      {},
      { id: 'one', verb: 'status' },
      { id: 0, verb: 'status', args: {} },
    ]) {
      raw.send(frame);
    }
    raw.send({ id: 1, verb: 'environment', args: {} });
    await vi.waitUntil(() => raw.frames.length === 10);
    expect(raw.frames.slice(1, -1)).toEqual(
      Array(8).fill({ re: 0, ok: false, fault: { code: 'helper.rejected', args: expect.anything() } }),
    );
    expect(raw.frames.at(-1)).toMatchObject({ re: 1, ok: true });
  });

  test('answers a frame that is too long with a fault and closes', async () => {
    const raw = open();
    raw.send(hello);
    raw.socket.write('x'.repeat(HELPER_FRAME_LIMIT_BYTES + 1));
    await raw.closed;
    expect(raw.frames.slice(1)).toMatchObject([{ re: 0, ok: false, fault: { code: 'helper.rejected' } }]);
  });

  test.each(['constructor', '__proto__', 'toString', 'interface.UP', '', 'exec'])(
    'knows no verb %j',
    async (verb) => {
      const raw = open();
      raw.send(hello);
      raw.send({ id: 1, verb, args: {} });
      await vi.waitUntil(() => raw.frames.length === 2);
      expect(raw.frames[1]).toEqual({
        re: 1,
        ok: false,
        fault: { code: 'helper.rejected', args: { verb, reason: 'unknown-verb' } },
      });
    },
  );

  test('names a bad argument but never repeats its value', async () => {
    const raw = open();
    raw.send(hello);
    raw.send({ id: 1, verb: 'interface.up', args: { ...up, name: 'lanrage0; id' } });
    raw.send({ id: 2, verb: 'interface.up', args: { ...up, privateKey: 'topsecret' } });
    raw.send({ id: 3, verb: 'status', args: undefined });
    await vi.waitUntil(() => raw.frames.length === 4);
    expect(raw.frames.slice(1)).toMatchObject([
      { re: 1, fault: { args: { reason: 'bad-argument', field: 'name' } } },
      { re: 2, fault: { args: { reason: 'bad-argument', field: 'privateKey' } } },
      { re: 3, fault: { code: 'helper.rejected' } },
    ]);
    expect(JSON.stringify(raw.frames)).not.toContain('topsecret');
    expect(backend.calls).toEqual([]);
  });

  test('does nothing for an id that was used, or that comes out of order', async () => {
    const raw = open();
    raw.send(hello);
    raw.send({ id: 5, verb: 'environment', args: {} });
    raw.send({ id: 5, verb: 'interface.up', args: up });
    raw.send({ id: 4, verb: 'interface.up', args: up });
    raw.send({ id: 6, verb: 'environment', args: {} });
    await vi.waitUntil(() => raw.frames.length === 5);
    expect(raw.frames.slice(1)).toMatchObject([
      { re: 5, ok: true },
      { re: 0, ok: false },
      { re: 0, ok: false },
      { re: 6, ok: true },
    ]);
    expect(backend.calls).toEqual([]);
  });

  test('survives a flood of requests from a client that never reads', async () => {
    const raw = open();
    raw.socket.pause();
    raw.send(hello);
    raw.socket.write(`${JSON.stringify({ id: 1, verb: 'x', args: {} })}\n`.repeat(20_000));
    await delay(100);
    raw.socket.destroy();
    expect((await (await client()).call('environment', {})).ok).toBe(true);
  });

  test('drops a client that sends garbage and never reads, instead of keeping its answers', async () => {
    const socket = connect(socketPath).pause();
    socket.on('error', () => undefined);
    const garbage = Buffer.from('x\n'.repeat(32 * 1024));
    socket.write(`${JSON.stringify(hello)}\n`);
    const ended = new Promise<string>((resolve) => socket.once('close', () => resolve('dropped')));
    const flood = (error?: Error | null): void => {
      if (!error) socket.write(garbage, flood);
    };
    flood();
    expect(await Promise.race([ended, delay(10_000, 'still served', { ref: false })])).toBe('dropped');
  });

  test('gives the place to a newer client and tells it what is up', async () => {
    const first = await client();
    const left = vi.fn();
    first.onClose(left);
    expect((await first.call('interface.up', up)).ok).toBe(true);
    const second = await client();
    await vi.waitUntil(() => left.mock.calls.length === 1);
    expect(second.interfaces).toEqual(['lanrage0']);
    expect(await first.call('status', { name: 'lanrage0' })).toMatchObject({
      fault: { code: 'helper.unreachable' },
    });
    // The old one's leaving starts no grace time.
    await delay(GRACE_MS * 1.5);
    expect((await second.call('status', { name: 'lanrage0' })).ok).toBe(true);
  });

  test('strangers neither stop nor lengthen the grace time', async () => {
    const owner = await client();
    await owner.call('interface.up', up);
    owner.close();
    const strangers = setInterval(() => open().send({ ...hello, token: 'A'.repeat(43) }), 50);
    await server.ended;
    clearInterval(strangers);
    expect(backend.devices.size).toBe(0);
    expect(existsSync(socketPath)).toBe(false);
  });

  test('answers a shutdown, then ends with everything down', async () => {
    const owner = await client();
    await owner.call('interface.up', up);
    expect(await owner.call('shutdown', {})).toEqual(ok({}));
    await server.ended;
    expect(backend.devices.size).toBe(0);
  });

  test('a bug in one verb fails that request only', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    backend.networks = () => Promise.reject(new Error('a bug'));
    const owner = await client();
    await owner.call('interface.up', up);
    expect(
      await owner.call('interface.address', { name: 'lanrage0', address: '10.66.0.1', prefix: 16 }),
    ).toMatchObject({
      fault: { code: 'engine.unexpected' },
    });
    expect(written.mock.calls.join()).toContain('a bug');
    expect((await owner.call('status', { name: 'lanrage0' })).ok).toBe(true);
  });
});
