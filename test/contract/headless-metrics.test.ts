import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HeadlessHost, runHeadless } from '../../main/headless/host.ts';
import { metricsToken } from '../../main/prometheus/metrics-token.ts';
import { ok } from '../../shared/result.ts';
import { type FakeEngine, fakeEngine } from '../mocks/fake-engine.ts';
import { recordingLog } from '../mocks/recording-log.ts';

let folder: string;
let dataDir: string;
let engine: FakeEngine;
let host: HeadlessHost;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lanrage-metrics-'));
  dataDir = join(folder, 'data');
  await mkdir(join(folder, 'page'));
  await writeFile(join(folder, 'page/index.html'), '<!doctype html>');
  engine = fakeEngine();
  const options = { dataDir, rendererDir: join(folder, 'page'), log: recordingLog() };
  const started = await runHeadless({ ...options, createEngine: async () => ok(engine) });
  if (!started.ok) throw new Error(started.fault.code);
  host = started.value;
});

afterEach(async () => {
  await host.stop();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function fetchMetrics(headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = host.browser;
    request({ host: '127.0.0.1', port, path: '/metrics', headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: String(response.headers['content-type'] ?? ''),
          body,
        }),
      );
    })
      .on('error', reject)
      .end();
  });
}

async function bearer(): Promise<{ authorization: string }> {
  const token = await metricsToken(dataDir);
  if (!token.ok) throw new Error(token.fault.code);
  return { authorization: `Bearer ${token.value}` };
}

describe('metrics for Prometheus', () => {
  it('are not offered unless the settings say so, with the right token neither', async () => {
    expect(await fetchMetrics(await bearer())).toMatchObject({ status: 404, body: '' });
  });

  describe('once they are on', () => {
    beforeEach(async () => {
      await engine.handlers.updateSettings({ metricsExport: true });
    });

    it('are told in its text format to whoever has the token', async () => {
      const { status, type, body } = await fetchMetrics(await bearer());
      expect({ status, type }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
      expect(body).toContain('# TYPE lanrage_connections gauge\nlanrage_connections 0\n');
    });

    it('are refused without the token and with another one', async () => {
      for (const headers of [
        {},
        { authorization: 'Bearer ' },
        { authorization: `Bearer ${'x'.repeat(43)}` },
      ]) {
        expect(await fetchMetrics(headers)).toMatchObject({ status: 401, body: '' });
      }
      expect(engine.history).not.toContain('getMetrics');
    });

    it('are refused to a page whose name was rebound to this machine', async () => {
      const headers = { ...(await bearer()), host: 'evil.example:80' };
      expect(await fetchMetrics(headers)).toMatchObject({ status: 403, body: '' });
    });

    it('keep their token in a file that is its owner’s alone, and take a new one at once', async () => {
      const before = await bearer();
      const path = join(dataDir, 'metrics-token');
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(before.authorization).toBe(`Bearer ${(await readFile(path, 'utf8')).trim()}`);
      await rm(path);
      expect((await fetchMetrics(before)).status).toBe(401);
      expect((await fetchMetrics(await bearer())).status).toBe(200);
    });

    it('are withheld while the token file holds something else', async () => {
      await writeFile(join(dataDir, 'metrics-token'), 'guess', { mode: 0o600 });
      expect((await fetchMetrics({ authorization: 'Bearer guess' })).status).toBe(500);
    });
  });
});
