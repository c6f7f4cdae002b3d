/** What the log of a healthy computer says after its first evening has begun: nothing to worry about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { createInternet, type Internet } from './kit/internet.ts';

/** Every target that is probed at all has been by then. */
const LOOKS_AROUND_MS = 12_000;

describeLab('a first start', () => {
  let internet: Internet;
  let engine: LabEngine;

  beforeAll(async () => {
    internet = createInternet('first');
    engine = new LabEngine(internet, internet.home({ nat: 'port-restricted' }).hosts[0], {
      settings: { controlServer: null },
    });
  });
  afterAll(() => internet?.close());

  test('logs no warning and no error, neither alone nor as the host of a party', async () => {
    await engine.up();
    await sleep(LOOKS_AROUND_MS);
    await engine.done('party', 'create', 'Friday');
    await sleep(LOOKS_AROUND_MS);
    const lines = readFileSync(join(engine.dataDir, 'logs', 'lanrage.log'), 'utf8').split('\n');
    expect(lines.filter((line) => line.includes(' INFO ')).length).toBeGreaterThan(2);
    expect(lines.filter((line) => / (WARN|ERROR) /.test(line))).toEqual([]);
  });
});
