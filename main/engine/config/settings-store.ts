/** Settings in the database, one row a key, so that a version that knows more or fewer keys loses none. */
import type { DatabaseSync } from 'node:sqlite';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { Listeners } from '../../../shared/listeners.ts';
import { settingComplaint } from '../../../shared/model/setting-complaint.ts';
import {
  type Settings,
  type SettingsPatch,
  settingsPatchSchema,
  settingsSchema,
} from '../../../shared/model/settings.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { parseJson } from '../../base/parse-json.ts';
import { type WriteFault, writeFault } from '../../base/storage-fault.ts';
import { inTransaction } from '../../base/transaction.ts';

export interface SettingsStore {
  get(): Settings;
  /**
   * Changes what the patch names, on the disk before it returns, or nothing at all.
   * @fault settings.invalid - names the first key that has no such value. @fault storage.full @fault storage.unwritable
   */
  update(patch: SettingsPatch): Result<Settings, 'settings.invalid' | WriteFault>;
  /** Calls back after each change until the returned function is called. */
  onChange(listener: (settings: Settings, before: Settings) => void): () => void;
  /** Stored values that this version does not take; their defaults are in force. */
  problems(): readonly Fault<'settings.invalid'>[];
}

/** Reads all settings of an engine's database. The database stays the caller's. */
export function openSettingsStore(database: DatabaseSync): SettingsStore {
  const { settings: stored, problems } = load(database);
  const changes = new Listeners<{ readonly settings: Settings; readonly before: Settings }>();
  let settings = stored;
  let problemsLeft = problems;

  return {
    get: () => settings,
    update(patch) {
      const parsed = settingsPatchSchema.safeParse(patch);
      if (!parsed.success) {
        return fail(fault('settings.invalid', settingComplaint(parsed.error)));
      }
      const values = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
      try {
        save(database, values);
      } catch (error) {
        return fail(writeFault(error, database.location() ?? ':memory:'));
      }
      const before = settings;
      settings = { ...before, ...Object.fromEntries(values) };
      problemsLeft = problemsLeft.filter(({ args }) => !values.some(([key]) => key === args.key));
      changes.tell({ settings, before });
      return ok(settings);
    },
    onChange: (listener) => changes.add(({ settings, before }) => listener(settings, before)),
    problems: () => problemsLeft,
  };
}

function save(database: DatabaseSync, changes: readonly [string, unknown][]): void {
  inTransaction(database, () => {
    const put = database.prepare(
      'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    for (const [key, value] of changes) put.run(key, JSON.stringify(value));
  });
}

function load(database: DatabaseSync): { settings: Settings; problems: Fault<'settings.invalid'>[] } {
  const problems: Fault<'settings.invalid'>[] = [];
  const values: Record<string, unknown> = {};
  for (const row of database.prepare('SELECT key, value FROM setting').all()) {
    const key = String(row.key);
    // Kept in the database, for the newer version that wrote it.
    if (!Object.hasOwn(settingsSchema.shape, key)) continue;
    const parsed = settingsPatchSchema
      .required()
      .shape[key as keyof Settings].safeParse(parseJson(String(row.value)));
    if (parsed.success) values[key] = parsed.data;
    else problems.push(fault('settings.invalid', { ...settingComplaint(parsed.error), key }));
  }
  return { settings: settingsSchema.parse(values), problems };
}
