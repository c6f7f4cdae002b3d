/** The system's key store by Electron's safeStorage: DPAPI, the keychain, or a desktop's secret service. */
import type { SafeStorage } from 'electron';
import type { Log } from '../base/log/log.ts';
import type { KeySeal } from '../engine/keys/sealed-secret-store.ts';

export interface KeySealOptions {
  readonly safeStorage: Pick<
    SafeStorage,
    'isEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptString' | 'decryptString'
  >;
  readonly platform: NodeJS.Platform;
  readonly isWanted: boolean;
  readonly log: Log;
}

/** To be called after `ready`. Null where there is no key store: keys then stay in files of their owner alone. */
export function openKeySeal({ safeStorage, platform, isWanted, log }: KeySealOptions): KeySeal | null {
  const backend = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : platform;
  // A password that is the same on every machine would only look like protection.
  if (!safeStorage.isEncryptionAvailable() || backend === 'basic_text' || backend === 'unknown') {
    log.info('keys stay in owner-only files: this desktop has no key store', { backend });
    return null;
  }
  function attempt<T>(doing: string, work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      log.warn('the key store refuses', { doing, error });
      return null;
    }
  }
  return {
    isWanted,
    seal: (text) => attempt('sealing', () => safeStorage.encryptString(text)),
    unseal: (sealed) => attempt('opening', () => safeStorage.decryptString(Buffer.from(sealed))),
  };
}
