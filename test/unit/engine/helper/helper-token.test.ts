import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createHelperToken,
  hashHelperToken,
  readHelperToken,
} from '../../../../main/engine/helper/helper-token.ts';

let dataDir: string;
let file: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanrage-token-'));
  file = join(dataDir, 'helper.json');
});

afterEach(() => rmSync(dataDir, { recursive: true }));

test('a token is kept for its owner alone and read again', async () => {
  const created = await createHelperToken(dataDir);
  expect(created.ok && created.value).toMatch(/^[\w-]{43}$/);
  expect(await readHelperToken(dataDir)).toBe(created.ok && created.value);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('there is none before the first helper, in a damaged file, or where others could read it', async () => {
  expect(await readHelperToken(dataDir)).toBeNull();
  writeFileSync(file, '{"token":', { mode: 0o600 });
  expect(await readHelperToken(dataDir)).toBeNull();
  writeFileSync(file, '{"token":"short"}');
  expect(await readHelperToken(dataDir)).toBeNull();
  await createHelperToken(dataDir);
  chmodSync(file, 0o644);
  expect(await readHelperToken(dataDir)).toBeNull();
});

test('a folder that is missing is a typed fault', async () => {
  expect(await createHelperToken(join(dataDir, 'none'))).toMatchObject({
    fault: { code: expect.stringMatching(/^storage\./) },
  });
});

test('the hash is SHA-256 of the token, as both ends know it', () => {
  expect(hashHelperToken('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
});
