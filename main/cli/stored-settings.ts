import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Settings, settingsSchema } from '../../shared/model/settings.ts';
import { ok, type Result } from '../../shared/result.ts';
import { ensureOwnerOnlyDirectory } from '../base/owner-only-file.ts';
import { openEngineDatabase } from '../engine/config/engine-database.ts';
import { openSettingsStore, type SettingsStore } from '../engine/config/settings-store.ts';

/** How an engine of this data folder logs, or the defaults where there is none. Faults are those of opening its database. */
export function storedLogSettings(dataDir: string): Result<Pick<Settings, 'logLevel' | 'logFormat'>> {
  if (!existsSync(join(dataDir, 'lanrage.db'))) return ok(settingsSchema.parse({}));
  const opened = openEngineDatabase(dataDir);
  if (!opened.ok) return opened;
  try {
    return ok(openSettingsStore(opened.value.database).get());
  } finally {
    opened.value.database.close();
  }
}

/**
 * Reads or changes the settings of an engine that doesn't run; the caller holds its instance lock when it changes any.
 * Faults are those of opening the database, and those of `use`.
 */
export async function withStoredSettings<T>(
  dataDir: string,
  use: (store: SettingsStore) => Result<T>,
): Promise<Result<T>> {
  const directory = await ensureOwnerOnlyDirectory(dataDir);
  if (!directory.ok) return directory;
  const opened = openEngineDatabase(dataDir);
  if (!opened.ok) return opened;
  try {
    return use(openSettingsStore(opened.value.database));
  } finally {
    opened.value.database.close();
  }
}
