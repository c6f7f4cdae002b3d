/**
 * `electron.safeStorage`. Without a desktop Electron on Linux has `basic_text`, and so has this; a test that wants a
 * key store names a file in STAND_IN_KEY_STORE, which holds the store's own key and lasts as the real one would.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loud } from './loud.ts';

const HEAD_BYTES = 12;
const TAG_BYTES = 16;

export function createSafeStorage(isReady: () => boolean) {
  const file = process.env.STAND_IN_KEY_STORE ?? '';

  function key(): Buffer {
    if (file === '') return Buffer.alloc(32);
    if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
    return readFileSync(file);
  }

  function afterReady(): void {
    if (!isReady()) throw new Error('safeStorage must be used after app is ready');
  }

  return loud('safeStorage', {
    isEncryptionAvailable: isReady,
    getSelectedStorageBackend(): string {
      afterReady();
      return file === '' ? 'basic_text' : 'gnome_libsecret';
    },
    encryptString(text: string): Buffer {
      afterReady();
      const head = randomBytes(HEAD_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key(), head);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([head, cipher.getAuthTag(), sealed]);
    },
    decryptString(sealed: Buffer): string {
      afterReady();
      const decipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, HEAD_BYTES));
      decipher.setAuthTag(sealed.subarray(HEAD_BYTES, HEAD_BYTES + TAG_BYTES));
      return (
        decipher.update(sealed.subarray(HEAD_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    },
  });
}
