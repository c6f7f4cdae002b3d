/** Every screen over real engines: one party of two behind their NATs, its figures, its faults, and what is kept. */
import { expect, type Page, test } from '@playwright/test';
import { PlayerBrowsers } from './browsers.ts';
import { changeTunnelKey, crashEngine, letHelperStart, savedSettings, secretsOf } from './machine.ts';
import { type Players, readPlayers } from './players.ts';
import { codeOf, createParty, expectConnected, introduce, joinParty, openScreen } from './steps.ts';

const browsers = new PlayerBrowsers();
let players: Players;
let alice: Page;
let bob: Page;
let code: string;

const panel = (name: string) => alice.getByRole('region', { name, exact: true });
const figure = /\d\sms/;

/** A worker that starts again after a failure finds the party of the one before. */
test.beforeAll(async () => {
  players = readPlayers();
  [alice, bob] = await Promise.all([browsers.open(players.alice), browsers.open(players.bob)]);
  await Promise.all([arrive(alice, 'Alice'), arrive(bob, 'Bob')]);
  const isPlaying = await alice.getByRole('button', { name: 'Leave party' }).isVisible();
  if (!isPlaying) await joinParty(bob, await createParty(alice, 'Screens'));
  await Promise.all([expectConnected(alice, 'Bob', /direct/), expectConnected(bob, 'Alice', /direct/)]);
  code = await codeOf(alice);
  await startRecording();
});
test.afterAll(() => browsers.close());
test.afterEach(async () => {
  const info = test.info();
  await alice.screenshot({ path: info.outputPath('alice.png') });
});

async function arrive(page: Page, name: string): Promise<void> {
  const nav = page.getByRole('navigation');
  const welcome = page.getByRole('heading', { name: 'Welcome to LANrage' });
  await expect(welcome.or(nav)).toBeVisible();
  if (await welcome.isVisible()) await introduce(page, name);
}

/** The recorder needs half a minute after the press: it runs while the other screens are looked at. */
async function startRecording(): Promise<void> {
  await openScreen(alice, 'Sessions');
  const start = alice.getByLabel('What do you play?');
  await expect(start.or(alice.getByRole('button', { name: 'End session' }))).toBeVisible();
  if (await start.isVisible()) {
    await start.fill('Quake');
    await start.press('Enter');
  }
  await alice.getByRole('button', { name: 'It lags' }).click();
}

test('quality: both players with figures of their own, a host to choose, and the path between them', async () => {
  await openScreen(alice, 'Quality');
  await expect(panel('Party quality')).toContainText(/\d+\s*of 100/);
  await expect(panel('Players').getByRole('button', { name: /Bob/ })).toContainText(figure);
  await expect(alice.getByText(/would be the best host/)).toBeVisible();
  for (const name of ['Alice (you)', 'Bob']) {
    await expect(
      alice.getByRole('row', { name: new RegExp(`^${name.replace(/[()]/g, '\\$&')}`) }),
    ).toContainText(figure);
  }
  await expect(
    alice.getByRole('img', { name: 'Map of the paths: 1 pair, all reach each other' }),
  ).toBeVisible();
  await expect(alice.getByText('History is being written.')).toBeVisible();
});

test('peer: a chart of what was measured, and how the path became direct', async () => {
  await openScreen(alice, 'Screens');
  await alice.getByRole('list', { name: 'Players' }).getByRole('button', { name: 'Bob' }).click();
  await expect(alice.locator('.recharts-line-curve[d]').first()).toBeVisible();
  await expect(alice.getByText('Direct, through both routers')).toBeVisible();
  await alice.getByText('Path history').click();
  const newest = alice
    .locator('ol > li')
    .filter({ has: alice.locator('time') })
    .first();
  await expect(newest).toContainText('relay → through both routers');
  await expect(newest).toContainText('a better path was found');
  await alice.getByRole('button', { name: 'Show as table' }).click();
  await expect(alice.getByRole('row', { name: figure }).first()).toBeVisible();
});

test('fix: real checks with real figures, then a changed key is found, mended, and shown before and after', async () => {
  const check = (name: string) => alice.locator(`[data-check="${name}"]`);
  const again = alice.getByRole('button', { name: 'Check again' });
  await openScreen(alice, 'Fix');
  await expect(again).toBeVisible();
  for (const name of [
    'installed',
    'privileges',
    'interface',
    'dns',
    'udp',
    'control',
    'relay',
    'peer-echo',
  ]) {
    await expect(check(name)).toHaveAttribute('data-state', 'ok');
  }
  await expect(check('relay')).toContainText(figure);

  changeTunnelKey(players.alice);
  await again.click();
  await expect(again).toBeVisible();
  const mend = alice.getByRole('button', { name: 'Restart the tunnel' });
  const ill = alice.getByRole('listitem').filter({ has: mend });
  await expect(ill).toContainText('The tunnel has another key than you');
  await mend.click();
  const outcome = alice.locator('[data-helped]');
  await expect(outcome).toContainText('Mended');
  await expect(outcome).toContainText('Before');
  await expect(outcome).toContainText('After');
  await openScreen(alice, 'Screens');
  await expectConnected(alice, 'Bob');
});

test('targets: the other player’s address is watched, answers, and is removed', async () => {
  await openScreen(alice, 'Screens');
  const row = alice.getByRole('list', { name: 'Players' }).getByRole('button', { name: 'Bob' });
  const [address = ''] = /10\.66\.\d+\.\d+/.exec(await row.innerText()) ?? [];
  await openScreen(alice, 'Targets');
  await alice.getByRole('button', { name: 'Add target' }).click();
  await alice.getByRole('textbox', { name: 'Name or address' }).fill(address);
  await alice.getByRole('textbox', { name: 'Interval (s)' }).fill('1');
  await alice.getByRole('button', { name: 'Add target' }).click();
  const bobs = alice
    .getByRole('list', { name: 'Targets' })
    .getByRole('listitem')
    .filter({ hasText: address });
  await expect(bobs).toContainText('answers');
  await expect(bobs).toContainText(figure);
  await alice.getByRole('button', { name: `Remove ${address}` }).click();
  await expect(bobs).toHaveCount(0);
});

test('log: lines of this evening, fewer of them by level and by word', async () => {
  await openScreen(alice, 'Log');
  const lines = alice.getByRole('region', { name: 'Lines of the log' }).getByRole('listitem');
  await expect(lines.filter({ hasText: 'engine is up' })).toBeVisible();
  const all = await lines.count();
  await alice.getByLabel('Search').fill('engine');
  await expect(lines.filter({ hasNotText: 'engine' })).toHaveCount(0);
  await expect(lines.filter({ hasText: 'engine is up' })).toBeVisible();
  expect(await lines.count()).toBeLessThan(all);
  await alice.getByLabel('Show', { exact: true }).selectOption('warn');
  await expect(lines.filter({ hasText: 'engine is up' })).toHaveCount(0);
  await expect(alice.getByText(code)).toHaveCount(0);
});

test('settings: a change is on the disk, and on the page after it was loaded again', async () => {
  const search = bob.getByRole('searchbox', { name: 'Search in the settings' });
  const keepalive = bob.getByRole('textbox', { name: 'Keepalive in seconds' });
  const undo = bob.getByRole('button', { name: 'Back to the default: Keepalive in seconds' });
  await openScreen(bob, 'Settings');
  await search.fill('keepalive');
  await keepalive.fill('17');
  await keepalive.press('Enter');
  await expect(undo).toBeVisible();
  expect(savedSettings(players.bob).keepaliveSeconds).toBe(17);
  await bob.reload();
  await openScreen(bob, 'Settings');
  await search.fill('keepalive');
  await expect(keepalive).toHaveValue('17');
  await undo.click();
  await expect(undo).toBeHidden();
});

test('command menu: finds the player and goes there', async () => {
  const menu = alice.getByRole('dialog');
  await alice.keyboard.press('ControlOrMeta+k');
  await expect(menu.getByRole('combobox')).toBeFocused();
  await alice.keyboard.type('bob');
  await expect(menu.getByRole('option').first()).toContainText('Bob');
  await alice.keyboard.press('Enter');
  await expect(alice.getByRole('heading', { name: 'Bob' })).toBeVisible();
});

test('about: the support bundle tells of the party and holds no secret, no name and no address', async () => {
  await openScreen(alice, 'About');
  await alice.getByRole('button', { name: 'Make it' }).click();
  const bundle =
    (await alice.getByRole('region', { name: 'Preview of the support bundle' }).textContent()) ?? '';
  expect(bundle).toMatch(/player 1: (direct|relayed), /);
  for (const secret of [...secretsOf(players.alice), code, code.replaceAll('-', '')]) {
    expect(bundle).not.toContain(secret);
  }
  expect(bundle).not.toMatch(/Alice|Bob|Screens|\b(10\.66|192\.168|203\.0)\.\d/);
});

test('sessions: an evening has figures of its own, and the recorder says what it saw', async () => {
  await openScreen(alice, 'Sessions');
  await alice.getByRole('button', { name: 'End session' }).click();
  const evening = alice.locator('details', { hasText: 'Quake' });
  await expect(evening.getByRole('row', { name: /Bob/ })).toContainText(figure);
  const verdict = alice.getByRole('table').filter({ hasText: 'What speaks for it' });
  await expect(verdict).toBeVisible();
  await expect(alice.getByRole('img', { name: /^Delay to Bob: up to/ })).toBeVisible();
});

test('helper missing: all can be read, nothing can be played until it is set up', async () => {
  const carol = await browsers.open(players.carol);
  const setUp = carol
    .getByRole('main')
    .getByRole('button', { name: /^(Set up|Try again)$/ })
    .first();
  await expect(setUp).toBeVisible();
  await expect(carol.getByRole('button', { name: 'Create party' })).toBeHidden();
  await openScreen(carol, 'Targets');
  await expect(carol.getByRole('list', { name: 'Targets' })).toContainText('Router');
  await carol.screenshot({ path: test.info().outputPath('carol.png') });
  letHelperStart(players.carol);
  await carol
    .getByRole('status')
    .getByRole('button', { name: /^(Set up|Try again)$/ })
    .click();
  await expect(carol.getByText('Tunnel ready')).toBeVisible();
});

test('stale: when the engine is gone the last values stay with their age, and the friend sees who left', async () => {
  await openScreen(bob, 'Screens');
  await expectConnected(bob, 'Alice');
  crashEngine(players.bob);
  await expect(bob.getByText('LANrage’s engine does not answer.')).toBeVisible();
  await expect(bob.getByText(/^Updated \d+\ss ago\.$/)).toBeVisible();
  await expect(
    bob.getByRole('list', { name: 'Players' }).getByRole('button', { name: 'Alice' }),
  ).toContainText(figure);
  await bob.screenshot({ path: test.info().outputPath('bob.png') });
  await openScreen(alice, 'Screens');
  await expect(
    alice.getByRole('list', { name: 'Players' }).getByRole('button', { name: 'Bob' }),
  ).toContainText(/lost|offline|unsteady/);
});
