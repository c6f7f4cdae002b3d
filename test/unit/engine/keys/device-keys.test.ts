import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sign, verify } from '../../../../main/crypto/signature.ts';
import { loadDeviceKeys } from '../../../../main/engine/keys/device-keys.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { keySchema } from '../../../../shared/model/wire.ts';
import { fail } from '../../../../shared/result.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'lanrage-keys-')), 'keys');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

async function load() {
  const result = await loadDeviceKeys(folder);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}
const file = (name: string) => join(folder, name);
const files = ['identity.key', 'identity.pub', 'wireguard.key', 'wireguard.pub'];

it('makes keys once and reuses them', async () => {
  const first = await load();
  expect(await load()).toEqual(first);
  expect(readdirSync(folder).sort()).toEqual(files);
});

it('makes other keys on another device', async () => {
  const first = await load();
  rmSync(folder, { recursive: true });
  const second = await load();
  expect(second.peerId).not.toBe(first.peerId);
  expect(second.wireguard.privateKey).not.toBe(first.wireguard.privateKey);
});

it('gives public keys that match the private ones', async () => {
  const { identity, wireguard, peerId } = await load();
  const message = Buffer.from('hello');
  expect(verify(identity.publicKey, message, sign(identity.seed, message))).toBe(true);
  expect(keySchema.safeParse(wireguard.publicKey).success).toBe(true);
  expect(peerId).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

it('sets the bits that Curve25519 fixes, whatever chance gives', async () => {
  const result = await loadDeviceKeys(folder, { random: (bytes) => new Uint8Array(bytes).fill(0xff) });
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  const key = Buffer.from(result.value.wireguard.privateKey, 'base64');
  expect([key[0], key[1], key[30], key[31]]).toEqual([0xf8, 0xff, 0xff, 0x7f]);
});

const hasWg = spawnSync('wg', ['--version']).status === 0;
it.skipIf(!hasWg)('agrees with wg about both halves (skipped where wg is not installed)', async () => {
  const { wireguard } = await load();
  expect(execFileSync('wg', ['pubkey'], { input: wireguard.privateKey, encoding: 'utf8' }).trim()).toBe(
    wireguard.publicKey,
  );
  const theirs = execFileSync('wg', ['genkey'], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  await load();
  writeFileSync(file('wireguard.key'), theirs);
  rmSync(file('wireguard.pub'));
  const adopted = (await load()).wireguard;
  expect(adopted.privateKey).toBe(theirs.trim());
  expect(execFileSync('wg', ['pubkey'], { input: theirs, encoding: 'utf8' }).trim()).toBe(adopted.publicKey);
});

it('finishes what a crash between the two halves left', async () => {
  const before = await load();
  rmSync(file('identity.pub'));
  rmSync(file('wireguard.pub'));
  expect(await load()).toEqual(before);
  expect(readdirSync(folder).sort()).toEqual(files);
});

it.each(['identity', 'wireguard'])(
  'finds a private %s key that does not match its public one',
  async (name) => {
    await load();
    const kept = readFileSync(file(`${name}.pub`));
    rmSync(file(`${name}.key`));
    await load();
    writeFileSync(file(`${name}.pub`), kept);
    expect(await loadDeviceKeys(folder)).toEqual(fail(fault('keys.mismatch', { path: file(`${name}.key`) })));
  },
);

it.each([
  ['is empty', ''],
  ['is too short', 'AAAA'],
  ['has a character that is none', `${'!'.repeat(42)}=`],
  ['is 31 bytes long', Buffer.alloc(31).toString('base64')],
])('refuses a key file that %s, and leaves it as it is', async (_, text) => {
  await load();
  writeFileSync(file('wireguard.key'), text);
  expect(await loadDeviceKeys(folder)).toEqual(
    fail(fault('keys.unreadable', { path: file('wireguard.key'), reason: 'not-a-key' })),
  );
  expect(readFileSync(file('wireguard.key'), 'utf8')).toBe(text);
});

it('tells that it cannot keep new keys', async () => {
  writeFileSync(folder, 'a file in the place of the folder');
  expect(await loadDeviceKeys(folder)).toMatchObject({ ok: false, fault: { code: 'keys.unreadable' } });
});

describe.skipIf(process.platform === 'win32')('on POSIX', () => {
  it('keeps every file and the folder for the owner alone', async () => {
    await load();
    expect(files.map((name) => statSync(file(name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('puts a key right that others could read, and says so once', async () => {
    await load();
    chmodSync(file('wireguard.key'), 0o644);
    expect((await load()).wasExposed).toBe(true);
    expect((await load()).wasExposed).toBe(false);
    expect(statSync(file('wireguard.key')).mode & 0o777).toBe(0o600);
  });
});
