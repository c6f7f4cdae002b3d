/**
 * Private keys under the system's key store, in the same files: `sealed:v1:` and base64 instead of the key. Files of
 * the other kind are carried over when they are read, in both directions; a file is replaced whole or not at all, and
 * only once its new form has been opened again, so that no step can lose a key.
 */
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { SecretStore } from './secret-store.ts';

/** The system's key store, as far as it can be used. Both answer null when it refuses. */
export interface KeySeal {
  seal(text: string): Uint8Array | null;
  unseal(sealed: Uint8Array): string | null;
  /** Off: what is sealed is opened and kept in plain from then on. */
  readonly isWanted: boolean;
}

const MARK = 'sealed:v1:';
/** Public halves hide nothing. */
const PRIVATE = /\.key$/;

/** @param seal - null where this process can't use the key store: a plain Node, or a desktop without one. */
export function openSealedSecretStore(files: SecretStore, seal: KeySeal | null): SecretStore {
  /** The text as it is to be stored; in plain where the key store refuses, for a key must not be lost. */
  function dress(name: string, text: string): string {
    if (seal === null || !seal.isWanted || !PRIVATE.test(name)) return text;
    const sealed = seal.seal(text);
    if (sealed === null || seal.unseal(sealed) !== text) return text;
    return `${MARK}${Buffer.from(sealed).toString('base64')}`;
  }

  return {
    locationOf: files.locationOf,
    write: (name, text) => files.write(name, dress(name, text)),
    async read(name) {
      const stored = await files.read(name);
      if (!stored.ok || stored.value === null) return stored;
      const { text, wasExposed } = stored.value;
      const path = files.locationOf(name);
      const isSealed = text.startsWith(MARK);
      if (isSealed && seal === null) return fail(fault('keys.locked', { path }));
      const plain = isSealed ? (seal?.unseal(Buffer.from(text.slice(MARK.length), 'base64')) ?? null) : text;
      if (plain === null) {
        return fail(fault('storage.unreadable', { path, reason: 'key-store' }));
      }
      const wanted = dress(name, plain);
      const isCarriedOver = isSealed !== wanted.startsWith(MARK);
      // A failure changes nothing: the key is known, and the next start tries again.
      if (isCarriedOver) await files.write(name, wanted);
      return ok({ text: plain, wasExposed });
    },
  };
}
