import type { Result } from '../../shared/result.ts';
import { ensureOwnerOnlyDirectory } from '../base/owner-only-file.ts';
import { openEngineDatabase } from '../engine/config/engine-database.ts';
import { openSettingsStore, type SettingsStore } from '../engine/config/settings-store.ts';

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
