import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EngineLog, openEngineLog } from '../../../main/base/log/engine-log.ts';
import type { Engine } from '../../../main/engine/engine-contract.ts';
import { followSettings } from '../../../main/engine/follow-settings.ts';
import { fault } from '../../../shared/faults/fault.ts';
import type { Handlers } from '../../../shared/ipc/api.ts';
import { settingsSchema } from '../../../shared/model/settings.ts';
import { fail, ok } from '../../../shared/result.ts';
import { fakeEngine } from '../../mocks/fake-engine.ts';

describe('the log of an engine', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'lanrage-follow-'));
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(dataDir, { recursive: true });
  });

  const written = () =>
    readFileSync(join(dataDir, 'logs', 'lanrage.log'), 'utf8')
      .trim()
      .split('\n');

  async function followed(log: EngineLog, overrides: Partial<Handlers> = {}): Promise<Engine> {
    const result = await followSettings(fakeEngine(overrides), log);
    if (!result.ok) throw new Error(result.fault.code);
    return result.value;
  }

  it('takes up the level and the format that are set, and every change of them', async () => {
    const log = openEngineLog(dataDir, null);
    const settings = settingsSchema.parse({ logLevel: 'warn' });
    const { handlers } = await followed(log, { getSettings: async () => ok(settings) });
    log.log.info('dropped');
    log.log.warn('for people');
    await handlers.updateSettings({ logLevel: 'info', logFormat: 'json' });
    log.log.info('for programs');
    const [first = '', second = '', ...rest] = written();
    expect(first).toMatch(/WARN {2}for people$/);
    expect(JSON.parse(second)).toMatchObject({ level: 'info', message: 'for programs' });
    expect(rest).toEqual([]);
  });

  it('keeps the level of the environment, whatever is set', async () => {
    const log = openEngineLog(dataDir, 'error');
    const { handlers } = await followed(log);
    await handlers.updateSettings({ logLevel: 'trace' });
    log.log.warn('dropped');
    log.log.error('kept');
    expect(written()).toEqual([expect.stringMatching(/ERROR kept$/)]);
  });

  it('stays as it is after a change that was refused', async () => {
    const log = openEngineLog(dataDir, null);
    const refused = fail(fault('storage.full', { path: dataDir }));
    const { handlers } = await followed(log, { updateSettings: async () => refused });
    expect(await handlers.updateSettings({ logLevel: 'error' })).toEqual(refused);
    log.log.info('kept');
    expect(written()).toHaveLength(1);
  });

  it('ends an engine that has no settings', async () => {
    const missing = fail(fault('storage.unreadable', { path: dataDir, reason: 'errno', errno: 'EIO' }));
    const engine = fakeEngine({ getSettings: async () => missing });
    expect(await followSettings(engine, openEngineLog(dataDir, null))).toEqual(missing);
    expect(engine.history).toEqual(['getSettings', 'stop']);
  });
});
