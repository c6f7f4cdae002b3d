/** One party, made and joined on the screens of real engines behind two NATs. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { chromiumPath } from '../../../build/browser.ts';
import { launchApp } from '../stand-in/launch-app.ts';
import { type HeadlessPlayer, readPlayers } from './players.ts';

let folder: string;
const browsers: Browser[] = [];

test.beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lanrage-party-'));
});
test.afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.close();
});
test.afterAll(() => rmSync(folder, { recursive: true }));

/** Opens a player's page in a Chromium on that player's own machine. */
async function openPage({ namespace, url }: HeadlessPlayer): Promise<Page> {
  const launcher = path.join(folder, namespace);
  writeFileSync(launcher, `#!/bin/sh\nexec ip netns exec ${namespace} ${chromiumPath()} "$@"\n`);
  chmodSync(launcher, 0o700);
  const args = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];
  const browser = await chromium.launch({ executablePath: launcher, args });
  browsers.push(browser);
  const page = await browser.newPage({ viewport: { width: 1080, height: 720 } });
  await page.goto(url);
  return page;
}

/** Goes through the welcome, where a new player is asked for a name. */
async function introduce(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox').fill(name);
  await page.keyboard.press('Enter');
  const start = page.getByRole('button', { name: 'Start', exact: true });
  const setUp = page.getByRole('button', { name: 'Set up' });
  await expect(start.or(setUp)).toBeVisible();
  if (await setUp.isVisible()) await setUp.click();
  await start.click();
}

async function createParty(page: Page, name: string): Promise<string> {
  await page.getByLabel('Party name').fill(name);
  await page.getByRole('button', { name: 'Create party' }).click();
  const code = page.getByText(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
  await expect(code).toBeVisible({ timeout: 20_000 });
  return (await code.textContent()) ?? '';
}

async function joinParty(page: Page, invite: string): Promise<void> {
  await page.getByLabel('Invite link or code').fill(invite);
  await page.getByRole('button', { name: 'Join party' }).click();
}

async function expectConnected(page: Page, name: string): Promise<void> {
  const row = page.getByRole('list', { name: 'Players' }).getByRole('button', { name });
  await expect(row).toContainText(/relayed|direct/, { timeout: 20_000 });
  await expect(row).toContainText(/\d\sms/);
}

async function leaveParty(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Leave party' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(Leave|End party)$/ })
    .click();
  await expect(page.getByText('No party yet.')).toBeVisible();
}

test('a party is made in one browser and joined in another, each sees the other with a latency', async () => {
  const info = test.info();
  const players = readPlayers();
  const [alice, bob] = await Promise.all([openPage(players.alice), openPage(players.bob)]);
  await Promise.all([introduce(alice, 'Alice'), introduce(bob, 'Bob')]);
  const invite = await createParty(alice, 'Friday LAN');
  await joinParty(bob, invite);
  await Promise.all([expectConnected(alice, 'Bob'), expectConnected(bob, 'Alice')]);
  await alice.screenshot({ path: info.outputPath('alice.png') });
  await bob.screenshot({ path: info.outputPath('bob.png') });
  await leaveParty(bob);
  await leaveParty(alice);
});

test('the desktop app makes a party that a browser joins, and quits in order', async () => {
  const info = test.info();
  const players = readPlayers();
  const app = await launchApp({ env: { LANRAGE_DATA_DIR: players.desktopDataDir } });
  info.annotations.push({ type: 'desktop', description: app.kind });
  console.log(`the desktop app ran on: ${app.kind}`);
  await introduce(app.page, 'Dana');
  const invite = await createParty(app.page, 'Desktop LAN');
  const bob = await openPage(players.bob);
  await joinParty(bob, invite);
  await Promise.all([expectConnected(app.page, 'Bob'), expectConnected(bob, 'Dana')]);
  await app.page.screenshot({ path: info.outputPath('desktop.png') });
  await leaveParty(bob);
  await leaveParty(app.page);
  expect(await app.close()).toBe(0);
});
