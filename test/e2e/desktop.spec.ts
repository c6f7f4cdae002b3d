/** What stands around the window: tray, links, second start, notifications, closing to the tray, quitting. */
import path from 'node:path';
import { expect } from '@playwright/test';
import { test } from './stand-in/fixture.ts';
import { appKind, type LaunchedApp, launchApp } from './stand-in/launch-app.ts';

const INVITE = 'lanrage://join/203.0.113.10:8667#0000-0000-0000-0000';

test.beforeEach(() => {
  test.skip(
    appKind() === 'electron',
    'tray, menus and notifications of the system cannot be read by the test',
  );
});

function desktopOf(app: LaunchedApp): NonNullable<LaunchedApp['desktop']> {
  if (app.desktop === null) throw new Error('only on the stand-in');
  return app.desktop;
}

async function takeName(app: LaunchedApp): Promise<void> {
  await app.page.evaluate(() =>
    (
      window as unknown as { lanrage: { updateSettings(patch: object): Promise<unknown> } }
    ).lanrage.updateSettings({
      displayName: 'Mara',
    }),
  );
}

test('shows its state in the tray, with what is wanted quickly', async ({ app }) => {
  const tray = await desktopOf(app).ask('shownTray', {});
  expect(tray?.tooltip).toMatch(/^LANrage: /);
  const labels = tray?.items.map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['Open LANrage', 'Quit']));
  expect(labels).not.toContain('Leave the party');
});

test('changes the language of the tray with the setting, at once', async ({ app }) => {
  await app.page.evaluate(() =>
    (
      window as unknown as { lanrage: { updateSettings(patch: object): Promise<unknown> } }
    ).lanrage.updateSettings({
      language: 'de',
      displayName: 'Mara',
    }),
  );
  await expect
    .poll(async () => (await desktopOf(app).ask('shownTray', {}))?.items.map(({ label }) => label))
    .toContain('Beenden');
  const menu = await desktopOf(app).ask('shownMenu', {});
  expect(menu.map(({ label }) => label)).toContain('Bearbeiten');
});

test('quits from the tray, in order', async ({ app }) => {
  await desktopOf(app).ask('clickTray', { path: ['Quit'] });
  expect(await app.exited).toBe(0);
});

test('fills the join card from a link that it was started with', async ({ dataDir }) => {
  const app = await launchApp({ env: { LANRAGE_DATA_DIR: dataDir }, args: [INVITE] });
  await takeName(app);
  await expect(app.page.getByRole('textbox', { name: /invite/i })).toHaveValue(INVITE);
  expect(await app.close()).toBe(0);
});

test('fills the join card from a link that a second start brings, and joins nothing by itself', async ({
  app,
  dataDir,
}) => {
  await takeName(app);
  const second = launchApp({ env: { LANRAGE_DATA_DIR: dataDir }, args: [INVITE] });
  await expect(second).rejects.toThrow(/code 0/);
  await expect(app.page.getByRole('textbox', { name: /invite/i })).toHaveValue(INVITE);
  const { activity, party } = await app.page.evaluate(async () => {
    const { lanrage } = window as unknown as {
      lanrage: { getSnapshot(input: object): Promise<{ value: never }> };
    };
    return (await lanrage.getSnapshot({})).value as { activity: string; party: unknown };
  });
  expect({ activity, party }).toEqual({ activity: 'idle', party: null });
});

test('goes where the menu says', async ({ app }) => {
  await takeName(app);
  await desktopOf(app).ask('clickMenu', { path: ['Party', 'Settings …'] });
  await expect(app.page.getByRole('heading', { name: 'Settings', level: 2 })).toBeVisible();
  await desktopOf(app).ask('clickMenu', { path: ['Party', 'Join a party …'] });
  await expect(app.page.getByRole('textbox', { name: /invite/i })).toBeVisible();
});

test('ends when its window is closed while there is no party', async ({ app }) => {
  await desktopOf(app).ask('closeWindow', {});
  expect(await app.exited).toBe(0);
});

test('starts in the tray when it is started with the computer, and comes when it is called', async ({
  dataDir,
}) => {
  const app = await launchApp({ env: { LANRAGE_DATA_DIR: dataDir }, args: ['--hidden'] });
  expect(await desktopOf(app).ask('isWindowVisible', {})).toBe(false);
  await desktopOf(app).ask('clickTray', { path: ['Open LANrage'] });
  expect(await desktopOf(app).ask('isWindowVisible', {})).toBe(true);
  expect(await app.close()).toBe(0);
});

test('opens pages of its list in the person’s own browser, and no others', async ({ app }) => {
  await app.page.evaluate(() => {
    window.open('https://www.wireguard.com/install/');
    window.open('https://elsewhere.invalid/');
  });
  await expect
    .poll(() => desktopOf(app).ask('openedOutside', {}))
    .toEqual(['https://www.wireguard.com/install/']);
});

test('keeps where the window was', async ({ app, dataDir }) => {
  await expect(app.page.getByRole('heading').first()).toBeVisible();
  expect(await app.close()).toBe(0);
  const { readWindowState } = await import('../../main/app/window-state.ts');
  const kept = readWindowState(path.join(dataDir, 'window/window-state.json'), [
    { x: 0, y: 0, width: 1920, height: 1040 },
  ]);
  expect(kept?.bounds).toMatchObject({ width: 1080, height: 720 });
});
