/** What an engine keeps in its data folder, opened and checked. */
import { ok, type Result } from '../../shared/result.ts';
import { ensureOwnerOnlyDirectory } from '../base/owner-only-file.ts';
import { openEngineDatabase } from './config/engine-database.ts';
import { type MembershipStore, openMembershipStore } from './config/membership-store.ts';
import { openRecentParties, type RecentParties } from './config/recent-parties.ts';
import { openRecordNumbers, type RecordNumbers } from './config/record-numbers.ts';
import { openSettingsStore, type SettingsStore } from './config/settings-store.ts';
import { type DeviceKeys, loadDeviceKeys } from './keys/device-keys.ts';
import { type KeySeal, openSealedSecretStore } from './keys/sealed-secret-store.ts';
import { openFileSecretStore } from './keys/secret-store.ts';
import { openTargetStore, type TargetStore } from './probing/targets/target-store.ts';

export interface Stores {
  readonly settings: SettingsStore;
  readonly memberships: MembershipStore;
  readonly recent: RecentParties;
  readonly recordNumbers: RecordNumbers;
  readonly targets: TargetStore;
  readonly keys: DeviceKeys;
  /** A key file could be read by others until now. */
  readonly keysWereExposed: boolean;
  /** Where a database that could not be read was put aside; null: all was well. */
  readonly repaired: string | null;
  close(): void;
}

/**
 * Opens them all; the folder is made when it is missing.
 * @fault storage.unwritable @fault storage.full @fault keys.unreadable @fault keys.locked @fault keys.mismatch -
 * nothing was changed.
 * @param keySeal - null: this process has no key store to ask.
 */
export async function openStores(dataDir: string, keySeal: KeySeal | null = null): Promise<Result<Stores>> {
  const directory = await ensureOwnerOnlyDirectory(dataDir);
  if (!directory.ok) return directory;
  const opened = openEngineDatabase(dataDir);
  if (!opened.ok) return opened;
  const { database, repaired } = opened.value;
  // What is written while people wait for something else: each write to the disk itself takes ms, on slow ones 50.
  const casual = openEngineDatabase(dataDir, 'normal');
  if (!casual.ok) {
    database.close();
    return casual;
  }
  const close = (): void => {
    casual.value.database.close();
    database.close();
  };
  const secrets = openSealedSecretStore(openFileSecretStore(dataDir), keySeal);
  const keys = await loadDeviceKeys(dataDir, { secrets });
  if (!keys.ok) {
    close();
    return keys;
  }
  return ok({
    settings: openSettingsStore(database),
    memberships: openMembershipStore(database),
    recent: openRecentParties(casual.value.database),
    recordNumbers: openRecordNumbers(casual.value.database),
    targets: openTargetStore(database),
    keys: keys.value,
    keysWereExposed: keys.value.wasExposed,
    repaired,
    close,
  });
}
