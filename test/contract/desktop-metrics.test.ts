import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HostedEngine, hostEngine } from '../../main/ipc/host-engine.ts';
import { MetricsServer } from '../../main/prometheus/metrics-server.ts';
import { metricsToken } from '../../main/prometheus/metrics-token.ts';
import { settingsSchema } from '../../shared/model/settings.ts';
import { ok } from '../../shared/result.ts';
import { type FakeEngine, fakeEngine } from '../mocks/fake-engine.ts';
import { recordingLog } from '../mocks/recording-log.ts';

let dataDir: string;
let port: number;
let engine: FakeEngine;
let host: HostedEngine<MetricsServer>;

/** Hosted as the desktop does, with a setting that is on already or not yet. */
async function start(settings: { metricsExport?: boolean }): Promise<void> {
  engine = fakeEngine();
  await engine.handlers.updateSettings({ ...settings, apiPort: port });
  const log = recordingLog();
  const hosted = await hostEngine({
    dataDir,
    createEngine: async () => ok(engine),
    openFace: async (made, dispatcher) => ok(await MetricsServer.open(made, { dispatcher, dataDir, log })),
    onStopAsked: () => undefined,
    log,
  });
  if (!hosted.ok) throw new Error(hosted.fault.code);
  host = hosted.value;
}

/** As the engine does it: changed, then told. */
async function change(patch: { metricsExport?: boolean; apiPort?: number }): Promise<void> {
  const changed = await engine.handlers.updateSettings(patch);
  if (!changed.ok) throw new Error(changed.fault.code);
  engine.emit('settingsChanged', settingsSchema.parse(changed.value));
}

/** @returns the status, and 'closed' where nobody listens. */
async function ask(path = '/metrics', at = port): Promise<number | 'closed'> {
  const token = await metricsToken(dataDir);
  if (!token.ok) throw new Error(token.fault.code);
  const headers = { authorization: `Bearer ${token.value}` };
  return new Promise((resolve) => {
    request({ host: '127.0.0.1', port: at, path, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', () => resolve('closed'))
      .end();
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lanrage-metrics-'));
  port = await freePort();
});
afterEach(async () => {
  await host.stop();
  await rm(dataDir, { recursive: true });
});

describe('metrics of the desktop', () => {
  it('open no port unless the settings say so, and follow them', async () => {
    await start({});
    expect(await ask()).toBe('closed');
    await change({ metricsExport: true });
    await expect.poll(() => ask()).toBe(200);
    await change({ metricsExport: false });
    await expect.poll(() => ask()).toBe('closed');
  });

  it('are there from the start where they were on, alone, and end with the engine', async () => {
    await start({ metricsExport: true });
    expect(await ask()).toBe(200);
    expect(await ask('/')).toBe(404);
    await host.stop();
    expect(await ask()).toBe('closed');
  });

  it('move to another port, and wait for one that is taken to be changed', async () => {
    await start({ metricsExport: true });
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    await change({ apiPort: (taken.address() as AddressInfo).port });
    await expect.poll(() => ask()).toBe('closed');
    const other = await freePort();
    await change({ apiPort: other });
    await expect.poll(() => ask('/metrics', other)).toBe(200);
    await new Promise((resolve) => taken.close(resolve));
  });
});
