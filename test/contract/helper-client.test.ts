import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Clock, systemClock } from '../../main/base/clock.ts';
import { connectHelper, type HelperClient } from '../../main/engine/helper/helper-client.ts';
import type { Because } from '../../shared/faults/fault-reasons.ts';
import { HELPER_PROTOCOL_VERSION } from '../../shared/helper/verbs.ts';

const WELCOME = {
  re: 0,
  ok: true,
  value: { version: HELPER_PROTOCOL_VERSION, pid: 1, interfaces: ['lanrage0'] },
};
const unreachable = (because: Partial<Because<'helper.unreachable'>>) => ({
  ok: false,
  fault: { code: 'helper.unreachable', args: because },
});

describe.runIf(process.platform !== 'win32')("the engine's client of the helper", () => {
  let folder: string;
  let path: string;
  let server: Server;
  let sockets: Socket[];
  /** What the other end does with each frame: it is a stand-in that may lie. */
  let answer: (frame: Record<string, unknown>, socket: Socket) => void;
  /** All time-outs are 100 ms. */
  const hasty: Clock = { ...systemClock, after: (_, callback) => systemClock.after(100, callback) };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lanrage-client-'));
    path = join(folder, 's');
    sockets = [];
    answer = (frame, socket) =>
      send(socket, 'token' in frame ? WELCOME : { re: frame.id, ok: true, value: {} });
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      createInterface({ input: socket }).on('line', (line) => answer(JSON.parse(line), socket));
    });
    await new Promise<void>((resolve) => {
      server.listen(path, resolve);
    });
  });

  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  });

  const send = (socket: Socket, frame: unknown) => socket.write(`${JSON.stringify(frame)}\n`);

  async function client(): Promise<HelperClient> {
    const connected = await connectHelper(path, 'token', hasty);
    if (!connected.ok) throw new Error(JSON.stringify(connected.fault));
    return connected.value;
  }

  test('tells that nobody listens', async () => {
    expect(await connectHelper(join(folder, 'none'), 'token')).toMatchObject(
      unreachable({ reason: 'errno', errno: 'ENOENT' }),
    );
  });

  test('tells that it is refused, by the fault that came', async () => {
    answer = (_, socket) => send(socket, { re: 0, ok: false, fault: { code: 'helper.refused', args: {} } });
    expect(await connectHelper(path, 'token')).toEqual({
      ok: false,
      fault: { code: 'helper.refused', args: {} },
    });
  });

  test('takes no welcome that is none, and no silence', async () => {
    answer = (_, socket) => send(socket, { re: 0, ok: true, value: { interfaces: 'all' } });
    expect(await connectHelper(path, 'token')).toMatchObject(
      unreachable({ reason: 'bad-answer', verb: 'hello' }),
    );
    answer = () => undefined;
    expect(await connectHelper(path, 'token', hasty)).toMatchObject(
      unreachable({ reason: 'no-answer-within', ms: 5000 }),
    );
  });

  test('gives each call its own answer, in whatever order they come', async () => {
    const one = await client();
    expect(one.interfaces).toEqual(['lanrage0']);
    const frames: Record<string, unknown>[] = [];
    answer = (frame, socket) => {
      frames.push(frame);
      if (frames.length < 2) return;
      const rejected = { code: 'helper.rejected', args: { verb: 'interface.down', reason: 'no' } };
      send(socket, { re: frames[1]?.id, ok: true, value: { backend: null, wgVersion: null } });
      send(socket, { re: frames[0]?.id, ok: false, fault: rejected });
    };
    const answers = await Promise.all([
      one.call('interface.down', { name: 'lanrage0' }),
      one.call('environment', {}),
    ]);
    expect(answers).toMatchObject([
      { ok: false, fault: { code: 'helper.rejected' } },
      { ok: true, value: { backend: null } },
    ]);
  });

  test('takes no value that its verb does not have', async () => {
    const one = await client();
    answer = (frame, socket) => send(socket, { re: frame.id, ok: true, value: { listenPort: 'any' } });
    const up = { name: 'lanrage0', privateKey: '', listenPort: 0, mtu: 1420 };
    expect(await one.call('interface.up', up)).toMatchObject(
      unreachable({ reason: 'bad-answer', verb: 'interface.up' }),
    );
  });

  test('gives up a call that is not answered, and a late answer changes nothing', async () => {
    const one = await client();
    let late: (() => void) | undefined;
    answer = (frame, socket) => {
      late = () => send(socket, { re: frame.id, ok: true, value: {} });
    };
    expect(await one.call('interface.down', { name: 'lanrage0' })).toMatchObject(
      unreachable({ reason: 'no-answer-within', ms: 30_000 }),
    );
    late?.();
    answer = (frame, socket) => send(socket, { re: frame.id, ok: true, value: {} });
    expect(await one.call('interface.down', { name: 'lanrage0' })).toEqual({ ok: true, value: {} });
  });

  test.each([
    ['garbage', 'not json\n'],
    ['an answer to nothing', '{"ok":true}\n'],
    ['an endless line', 'x'.repeat(300 * 1024)],
  ])('leaves a helper that sends %s', async (_, text) => {
    const one = await client();
    const left = vi.fn();
    one.onClose(left);
    answer = (_frame, socket) => socket.write(text);
    expect(await one.call('interface.down', { name: 'lanrage0' })).toMatchObject(
      unreachable({ reason: 'bad-frames' }),
    );
    expect(left).toHaveBeenCalledOnce();
  });

  test('fails what is under way when the helper ends, tells it once, and every later call', async () => {
    const one = await client();
    const [left, unsubscribed] = [vi.fn(), vi.fn()];
    one.onClose(left);
    one.onClose(unsubscribed)();
    answer = (_, socket) => socket.destroy();
    const calls = [one.call('environment', {}), one.call('status', { name: 'lanrage0' })];
    for (const result of await Promise.all(calls))
      expect(result).toMatchObject({
        fault: { args: { reason: expect.stringMatching(/^connection-ended|errno$/) } },
      });
    expect(await one.call('environment', {})).toMatchObject(unreachable({}));
    expect(left).toHaveBeenCalledOnce();
    expect(unsubscribed).not.toHaveBeenCalled();
  });

  test('still sends what was asked when it is closed', async () => {
    const one = await client();
    const received = vi.fn();
    answer = received;
    void one.call('interface.down', { name: 'lanrage0' });
    one.close();
    await vi.waitUntil(() => received.mock.calls.length === 1);
  });
});
