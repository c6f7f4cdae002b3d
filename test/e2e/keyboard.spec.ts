/** The main job without a mouse. */
import { expect, type Locator, type Page } from '@playwright/test';
import { CODE } from '../mocks/scenarios.ts';
import { test } from './pages/mock-app.ts';

/** Presses the tab key until it is there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the tab key does not reach ${target}`);
}

test('creates, joins, fixes and leaves by keyboard alone', async ({ openApp, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page } = await openApp({ scenario: 'empty', stepMs: 20 });
  const { keyboard } = page;
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  await keyboard.press('ControlOrMeta+n');
  await expect(page.getByLabel('Party name')).toBeFocused();
  await keyboard.type('Saturday');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Saturday' })).toBeVisible();
  await expect(page.getByText(CODE)).toBeVisible();

  await tabTo(page, button('Leave party'));
  await keyboard.press('Enter');
  await expect(button('Stay')).toBeFocused();
  await keyboard.press('Escape');
  await expect(button('Leave party')).toBeFocused();
  await keyboard.press('Enter');
  await tabTo(page, button('Leave'));
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'No party yet.' })).toBeVisible();

  const invite = `lanrage://join/192.168.1.20:8667#${CODE}`;
  await page.evaluate((text) => navigator.clipboard.writeText(text), invite);
  await keyboard.press('ControlOrMeta+v');
  await expect(page.getByLabel('Invite link or code')).toBeFocused();
  await keyboard.press('Enter');
  const players = page.getByRole('list', { name: 'Players' });
  await expect(players.getByRole('button', { name: 'Mara' })).toContainText('direct');
  for (let i = 0; i < 10 && (await players.locator(':focus').count()) === 0; i++) await keyboard.press('F6');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Jon' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Jon' })).toBeHidden();
  await expect(players.getByRole('button', { name: 'Jon' })).toBeFocused();

  await keyboard.press('ControlOrMeta+k');
  await keyboard.type('fix');
  await keyboard.press('Enter');
  await expect(button('Check again')).toBeVisible();
  await tabTo(page, button('Use a smaller MTU'));
  await keyboard.press('Enter');
  const mended = page.locator('[data-check="mtu"]');
  await expect(mended).toContainText('Before1380 bytes');
  await expect(mended).toContainText('After1380 bytes');

  await keyboard.press('1');
  await tabTo(page, button('Leave party'));
  await keyboard.press('Enter');
  await tabTo(page, button('Leave'));
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'No party yet.' })).toBeVisible();
});

test('gives the focus back to the row after its details were a page', async ({ openApp }) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await page.setViewportSize({ width: 760, height: 520 });
  const jon = page.getByRole('list', { name: 'Players' }).getByRole('button', { name: 'Jon' });
  await jon.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Jon' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(jon).toBeFocused();
});

test('lists its keys at "?" and takes no letter from a field for a command', async ({ openApp }) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { name: 'Join a party' })).toBeVisible();
  await page.getByRole('navigation').getByRole('button', { name: 'Sessions' }).click();
  const field = page.getByLabel('What do you play?');
  await field.focus();
  await page.keyboard.type('j?1');
  await expect(field).toHaveValue('j?1');
  await page.getByRole('heading', { name: 'New session' }).click();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('1');
  await page.keyboard.press('Escape');
  await expect(field).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByRole('list', { name: 'Players' })).toBeVisible();
});

test('says a new state in the live region', async ({ openApp }) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  await expect(page.getByRole('list', { name: 'Players' })).toBeVisible();
  host.engine.change(({ party }) => ({
    party: party && {
      ...party,
      peers: party.peers.map((peer) =>
        peer.name === 'Priya' ? { ...peer, state: 'relayed' as const } : peer,
      ),
    },
  }));
  await expect(page.getByText('Priya is connected through the relay.')).toBeAttached();
});

test('changes a setting by keyboard alone, found through the command menu', async ({ openApp }) => {
  const { page } = await openApp({ scenario: 'mixed' });
  const { keyboard } = page;
  await keyboard.press('ControlOrMeta+k');
  await keyboard.type('settings');
  await keyboard.press('Enter');
  const search = page.getByRole('searchbox', { name: 'Search in the settings' });
  for (let i = 0; i < 40 && !(await search.evaluate((one) => one === document.activeElement)); i++) {
    await keyboard.press('Tab');
  }
  await keyboard.type('keepalive');
  await keyboard.press('Tab');
  await expect(page.getByRole('group').locator('summary')).toBeFocused();
  await keyboard.press('Tab');
  await expect(page.getByRole('textbox', { name: 'Keepalive in seconds' })).toBeFocused();
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('30');
  await keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Back to the default: Keepalive in seconds' })).toBeVisible();
});
