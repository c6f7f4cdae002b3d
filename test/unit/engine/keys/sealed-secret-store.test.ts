import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openKeySeal } from '../../../../main/app/key-seal.ts';
import { type LoadedDeviceKeys, loadDeviceKeys } from '../../../../main/engine/keys/device-keys.ts';
import { type KeySeal, openSealedSecretStore } from '../../../../main/engine/keys/sealed-secret-store.ts';
import { openFileSecretStore } from '../../../../main/engine/keys/secret-store.ts';
import { fail } from '../../../../shared/result.ts';
import { createSafeStorage } from '../../../e2e/stand-in/safe-storage.ts';
import { recordingLog } from '../../../mocks/recording-log.ts';

let folder: string;
const keyStore = () => join(folder, 'key-store');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanrage-sealed-'));
});
afterEach(() => {
  delete process.env.STAND_IN_KEY_STORE;
  rmSync(folder, { recursive: true });
});

function desktop({ isWanted = true, backend = 'gnome_libsecret' } = {}): KeySeal | null {
  process.env.STAND_IN_KEY_STORE = backend === 'basic_text' ? '' : keyStore();
  const safeStorage = createSafeStorage(() => true) as unknown as Electron.SafeStorage;
  return openKeySeal({ safeStorage, platform: 'linux', isWanted, log: recordingLog() });
}

function load(seal: KeySeal | null) {
  return loadDeviceKeys(folder, { secrets: openSealedSecretStore(openFileSecretStore(folder), seal) });
}

async function loaded(seal: KeySeal | null): Promise<LoadedDeviceKeys> {
  const keys = await load(seal);
  if (!keys.ok) throw new Error(JSON.stringify(keys.fault));
  return keys.value;
}

const content = (name: string) => readFileSync(join(folder, name), 'utf8');
const isPlain = (keys: LoadedDeviceKeys) => content('wireguard.key') === keys.wireguard.privateKey;

it('keeps no private key in plain, and the public halves as they are', async () => {
  const keys = await loaded(desktop());
  for (const name of ['identity.key', 'wireguard.key']) expect(content(name)).toMatch(/^sealed:v1:[\w+/=]+$/);
  expect(content('wireguard.key')).not.toContain(keys.wireguard.privateKey.slice(0, 20));
  expect(content('wireguard.pub')).toBe(keys.wireguard.publicKey);
  expect(await loaded(desktop())).toEqual(keys);
});

it('seals keys of before without making new ones', async () => {
  const before = await loaded(null);
  expect(isPlain(before)).toBe(true);
  expect(await loaded(desktop())).toEqual(before);
  expect(isPlain(before)).toBe(false);
});

it('takes them out of the key store again when that is not wanted any more', async () => {
  const before = await loaded(desktop());
  expect(await loaded(desktop({ isWanted: false }))).toEqual(before);
  expect(isPlain(before)).toBe(true);
  expect(await loaded(null)).toEqual(before);
});

it('says that keys are locked to who cannot ask the key store, and leaves them', async () => {
  await loaded(desktop());
  const sealed = content('identity.key');
  expect(await load(null)).toEqual(
    fail({ code: 'keys.locked', args: { path: join(folder, 'identity.key') } }),
  );
  expect(content('identity.key')).toBe(sealed);
});

it('says that a key store which was exchanged does not open them, and leaves them', async () => {
  await loaded(desktop());
  const sealed = content('identity.key');
  writeFileSync(keyStore(), new Uint8Array(32).fill(1));
  expect(await load(desktop())).toMatchObject({
    fault: { code: 'keys.unreadable', args: { reason: 'key-store' } },
  });
  expect(content('identity.key')).toBe(sealed);
});

it('notices a sealed file that somebody exchanged for that of another key', async () => {
  await loaded(desktop());
  const mine = content('wireguard.key');
  rmSync(join(folder, 'wireguard.key'));
  rmSync(join(folder, 'wireguard.pub'));
  await loaded(desktop());
  writeFileSync(join(folder, 'wireguard.key'), mine, { mode: 0o600 });
  expect(await load(desktop())).toMatchObject({ fault: { code: 'keys.mismatch' } });
});

it('keeps keys in plain where the key store refuses or gives back something else', async () => {
  const broken: KeySeal[] = [
    { isWanted: true, seal: () => null, unseal: () => null },
    { isWanted: true, seal: () => new Uint8Array(9), unseal: () => 'something else' },
  ];
  for (const seal of broken) expect(isPlain(await loaded(seal))).toBe(true);
});

it('uses no key store whose password is the same everywhere, and says so', () => {
  const log = recordingLog();
  const safeStorage = createSafeStorage(() => true) as unknown as Electron.SafeStorage;
  expect(openKeySeal({ safeStorage, platform: 'linux', isWanted: true, log })).toBeNull();
  expect(JSON.stringify(log)).toContain('owner-only files');
});
