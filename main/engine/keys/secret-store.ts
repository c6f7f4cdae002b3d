/** Where private keys lie: in owner-only files. */
import { join } from 'node:path';
import { ok, type Result } from '../../../shared/result.ts';
import { ensureOwnerOnlyDirectory, readOwnerOnly, writeOwnerOnly } from '../../base/owner-only-file.ts';
import type { WriteFault } from '../../base/storage-fault.ts';

export interface StoredSecret {
  readonly text: string;
  /** Others could read it until now. */
  readonly wasExposed: boolean;
}

export interface SecretStore {
  /** Where it is, for people who look for it. */
  locationOf(name: string): string;
  read(name: string): Promise<Result<StoredSecret | null, 'storage.unreadable' | 'keys.locked'>>;
  /** Durable when it resolves; replaces a secret whole or not at all. */
  write(name: string, text: string): Promise<Result<void, WriteFault>>;
}

/** Keeps each secret in a file of its own. */
export function openFileSecretStore(directory: string): SecretStore {
  const locationOf = (name: string) => join(directory, name);
  return {
    locationOf,
    async read(name) {
      const file = await readOwnerOnly(locationOf(name));
      if (!file.ok || file.value === null) return file.ok ? ok(null) : file;
      const { data, repaired } = file.value;
      return ok({ text: new TextDecoder().decode(data), wasExposed: repaired });
    },
    async write(name, text) {
      const made = await ensureOwnerOnlyDirectory(directory);
      return made.ok ? writeOwnerOnly(locationOf(name), text) : made;
    },
  };
}
