import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine } from '../../main/headless/connect-engine.ts';
import { type HeadlessHost, runHeadless } from '../../main/headless/host.ts';
import { socketPathOf } from '../../main/ipc/socket-path.ts';
import { fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { type FakeEngine, fakeEngine } from '../mocks/fake-engine.ts';
import { recordingLog } from '../mocks/recording-log.ts';

let folder: string;
let dataDir: string;
let hosts: HeadlessHost[];

async function run(engine: FakeEngine = fakeEngine()): Promise<Result<HeadlessHost>> {
  const rendererDir = join(folder, 'renderer');
  const createEngine = async () => ok(engine);
  const result = await runHeadless({ dataDir, createEngine, rendererDir, log: recordingLog() });
  if (result.ok) hosts.push(result.value);
  return result;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanrage-host-'));
  dataDir = join(folder, 'data');
  hosts = [];
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer/index.html'), '<!doctype html>');
});

afterEach(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  await rm(folder, { recursive: true });
});

describe('the headless host', () => {
  it('makes its data directory and opens both servers', async () => {
    const host = await run();
    if (!host.ok) throw new Error(host.fault.code);
    expect(await fetch(host.value.browser.url).then((response) => response.status)).toBe(200);
    const client = await connectEngine(dataDir);
    if (!client.ok) throw new Error(client.fault.code);
    expect(await client.value.api.getSnapshot({})).toMatchObject({ ok: true });
    client.value.close();
  });

  it('is one a data directory', async () => {
    await run();
    const second = fakeEngine();
    expect(await run(second)).toEqual(fail(fault('engine.already-running', { dataDir, pid: process.pid })));
    expect(second.history).toEqual([]);
    expect(await connectEngine(dataDir)).toMatchObject({ ok: true });
  });

  it('is gone, and may be followed by the next, when a client that asked for it hears so', async () => {
    let ended = false;
    const engine = fakeEngine();
    const slow = {
      ...engine,
      stop: async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        ended = true;
      },
    };
    await run(slow);
    const client = await connectEngine(dataDir);
    if (!client.ok) throw new Error(client.fault.code);
    const stopped = client.value.stop();
    // A call in between finds no half of an engine.
    expect(await client.value.api.getSnapshot({})).toEqual(fail(fault('engine.not-running', { dataDir })));
    expect(await stopped).toEqual({ ok: true, value: undefined });
    expect(ended).toBe(true);
    await expect(access(socketPathOf(dataDir))).rejects.toThrow('ENOENT');
    expect(await run()).toMatchObject({ ok: true });
  });

  it('stops once, however often it is asked', async () => {
    const engine = fakeEngine();
    const host = await run(engine);
    if (!host.ok) throw new Error(host.fault.code);
    await Promise.all([host.value.stop(), host.value.stop(), host.value.stopped]);
    expect(engine.history).toEqual(['start', 'getSettings', 'stop']);
  });

  it('takes down what it built when a later part fails', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const engine = fakeEngine();
    await engine.handlers.updateSettings({ apiPort: port });
    expect(await run(engine)).toMatchObject({ fault: { code: 'serve.port-taken', args: { port } } });
    expect(engine.history.at(-1)).toBe('stop');
    other.close();
    expect(await run()).toMatchObject({ ok: true });
  });

  it('hands on the fault of an engine that does not start, and frees the data directory', async () => {
    const refusal = fail(fault('keys.mismatch', { path: 'x' }));
    expect(await run({ ...fakeEngine(), start: async () => refusal })).toEqual(refusal);
    expect(await run()).toMatchObject({ ok: true });
  });

  it('frees the data directory also when the engine breaks while it stops', async () => {
    const broken = {
      ...fakeEngine(),
      stop: async () => {
        throw new Error('boom');
      },
    };
    const host = await run(broken);
    if (!host.ok) throw new Error(host.fault.code);
    await host.value.stop();
    expect(await run()).toMatchObject({ ok: true });
  });

  it('names a data directory that cannot be made', async () => {
    await writeFile(dataDir, 'a file');
    expect(await run()).toMatchObject({ fault: { code: 'storage.unwritable', args: { path: dataDir } } });
  });
});
