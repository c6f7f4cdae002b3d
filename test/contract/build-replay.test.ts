import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { armour } from '../../main/engine/path/recording/armour.ts';
import { Evening } from '../world/evening/evening.ts';
import type { Plan } from '../world/evening/plan.ts';

const script = path.join(import.meta.dirname, '../../build/replay.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'lanrage-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plan: Plan = {
  seed: 5,
  nats: [
    { mapping: 'endpoint-independent', filtering: 'address-dependent' },
    { mapping: 'endpoint-independent', filtering: 'address-and-port-dependent' },
  ],
  granted: [false, false],
  sameLan: false,
  blocked: false,
  controlMs: 20,
  relayMs: 20,
  directMs: 20,
  jitterMs: 2,
  lossPercent: 0,
  isLossy: false,
  game: false,
  controlling: 0,
  rekeyAfterMs: 120_000,
  troubles: [{ kind: 'direct-blocked', side: 0, atMs: 20_000, forMs: 10_000 }],
};

function recorded(): Uint8Array {
  const evening = new Evening(plan, { isRecorded: true });
  evening.runUntil(40_000);
  return evening.recorders[0]?.read() ?? new Uint8Array();
}

function bundle(log: Uint8Array): string {
  return `LANrage report\nversion   0.1.0\n\nConnection log\n${armour(log)}\n`;
}

function changed(change: (text: string) => string): Uint8Array {
  return gzipSync(change(gunzipSync(recorded()).toString()));
}

/** As `npm run replay` does, but for looking after the packages. */
async function run(text: string, ...options: string[]): Promise<{ code: number; out: string }> {
  const file = path.join(folder, 'bundle with a space.txt');
  writeFileSync(file, text);
  const { promise, resolve } = Promise.withResolvers<{ code: number; out: string }>();
  execFile(process.execPath, [script, file, ...options], (error, out) =>
    resolve({ code: Number(error?.code ?? 0), out }),
  );
  return promise;
}

describe('npm run replay', () => {
  it('tells the story of a log, and that the same followed', async () => {
    const { code, out } = await run(bundle(recorded()));
    expect(out).toMatch(/^Connection log of evening, from 2026-11-21T20:00:00\.000Z\n/);
    expect(out).toMatch(/\d\d:\d\d:\d\d\.\d{3} +\d+\.\d{3} s {2}player1A came \(came\): online, /);
    expect(out).toMatch(
      /player1A says kind="punched" attempt=1 {2}→ {2}tell player1A kind="move" attempt=1\n.*set player1A at /,
    );
    expect(out).toMatch(/\d+ events in 0\.7 minutes: the same followed from each\.\n$/);
    expect(out).not.toContain('echo reply');
    expect(code).toBe(0);
  });

  it('tells of echoes and looks too where all is asked for', async () => {
    const { out } = await run(bundle(recorded()), '--all');
    expect(out).toMatch(/player1A echo reply 1 {2}→ {2}player1A \d+\.\d ms/);
  });

  it('tells the first difference, and ends with 1', async () => {
    const log = changed((text) => text.replace('\\"kind\\":\\"punched\\"', '\\"kind\\":\\"move\\"'));
    const { code, out } = await run(bundle(log));
    expect(out).toMatch(
      /says kind="move".*\nFirst difference, at event \d+:\n {2}recorded {2}.+\n {2}now {7}/,
    );
    expect(out).not.toContain('the same followed');
    expect(code).toBe(1);
  });

  it('prints nothing that could steer a terminal', async () => {
    const log = changed((text) => text.replace('"app":"evening"', '"app":"\\u001b[2J\\u202eevil"'));
    const { out } = await run(bundle(log));
    expect(out).toContain('Connection log of \\u{1b}[2J\\u{202e}evil');
    expect(out).not.toMatch(/[^\n -~→]/);
  });

  it.each([
    ['without a log', () => 'LANrage report\n', 'There is no connection log in this file.'],
    ['with a broken one', () => bundle(Buffer.from('no gzip')), 'The log is damaged: it cannot be unpacked.'],
    [
      'with a broken line',
      () => bundle(changed((text) => text.replace('"atMs"', '"when"'))),
      'The log is damaged, in line 2.',
    ],
  ])('says what is wrong with a file %s, and ends with 1', async (_, make, words) => {
    expect(await run(make())).toEqual({ code: 1, out: `${words}\n` });
  });

  it('ends with 2 where there is no file', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    execFile(process.execPath, [script, path.join(folder, 'none')], (error) => resolve(error?.code));
    expect(await promise).toBe(2);
  });
});
