/** One party, made and joined on the screens of real engines behind two NATs. */
import { expect, test } from '@playwright/test';
import { launchApp } from '../stand-in/launch-app.ts';
import { PlayerBrowsers } from './browsers.ts';
import { readPlayers } from './players.ts';
import { createParty, expectConnected, introduce, joinParty, leaveParty } from './steps.ts';

let browsers: PlayerBrowsers;

test.beforeEach(() => {
  browsers = new PlayerBrowsers();
});
test.afterEach(() => browsers.close());

test('a party is made in one browser and joined in another, each sees the other with a latency', async () => {
  const info = test.info();
  const players = readPlayers();
  const [alice, bob] = await Promise.all([browsers.open(players.alice), browsers.open(players.bob)]);
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
  const bob = await browsers.open(players.bob);
  await joinParty(bob, invite);
  await Promise.all([expectConnected(app.page, 'Bob'), expectConnected(bob, 'Dana')]);
  await app.page.screenshot({ path: info.outputPath('desktop.png') });
  await leaveParty(bob);
  await leaveParty(app.page);
  expect(await app.close()).toBe(0);
});
