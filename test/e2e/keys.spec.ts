/** Where the keys of the desktop app lie, by the built main process. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import { test } from './stand-in/fixture.ts';
import { appKind, type LaunchedApp, launchApp } from './stand-in/launch-app.ts';

test.beforeEach(() => {
  test.skip(appKind() === 'electron', 'the key store of a real desktop is not the test’s to fill');
});

async function run(dataDir: string, env: Record<string, string>): Promise<string> {
  const app: LaunchedApp = await launchApp({ env: { LANRAGE_DATA_DIR: dataDir, ...env } });
  await app.close();
  return readFileSync(path.join(dataDir, 'wireguard.key'), 'utf8');
}

test('keys go under the key store of the desktop, and back when that is wanted', async ({ dataDir }) => {
  const keyStore = { STAND_IN_KEY_STORE: path.join(dataDir, 'key-store') };
  const plain = await run(dataDir, {});
  expect(plain).toMatch(/^[\w+/]{43}=$/);
  expect(await run(dataDir, keyStore)).toMatch(/^sealed:v1:/);
  expect(await run(dataDir, { ...keyStore, LANRAGE_KEY_STORE: 'off' })).toBe(plain);
});
