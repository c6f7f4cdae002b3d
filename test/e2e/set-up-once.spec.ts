/** "Set up once": in the settings in each of its states, and in the first minute. */
import { expect } from '@playwright/test';
import { fault } from '../../shared/faults/fault.ts';
import { test } from './pages/mock-app.ts';
import { survey } from './pages/survey.ts';

test('the helper is set up once, renewed and removed in the settings', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  const panel = page.getByRole('region', { name: 'Permission' });
  await panel.scrollIntoViewIfNeeded();
  await survey(page, info, 'set-up-once');

  host.engine.failNext('installHelper', fault('helper.refused', {}));
  await panel.getByRole('button', { name: 'Set up once' }).click();
  await expect(panel.getByRole('alert')).toContainText('declined');
  await survey(page, info, 'set-up-once-refused');
  await panel.getByRole('button', { name: 'Set up once' }).click();
  await expect(panel.getByText('Set up: your system asks no more.')).toBeFocused();

  host.engine.change(({ tunnel }) => ({ tunnel: { ...tunnel, service: 'outdated' } }));
  await survey(page, info, 'set-up-once-outdated');
  await panel.getByRole('button', { name: 'Renew' }).click();

  host.engine.failNext('uninstallHelper', fault('helper.not-removed', { reason: 'declined' }));
  await panel.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove the helper?' });
  await expect(dialog).toContainText('Your tunnel goes down with it');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(dialog.getByRole('alert')).toContainText('declined');
  await survey(page, info, 'set-up-once-removing');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(dialog).toBeHidden();
  await expect(panel.getByText('Your system asks at each start.')).toBeFocused();

  host.engine.change(({ tunnel }) => ({ tunnel: { ...tunnel, service: 'unsupported' } }));
  await expect(panel.getByRole('button')).toHaveCount(0);
  await survey(page, info, 'set-up-once-unsupported');
});

test('the first minute offers to be asked no more', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'welcome' });
  await page.getByLabel('What do your friends call you?').fill('Alex');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toContainText('asks once each time you start LANrage');
  await page.getByLabel('Don’t ask again').check();
  await expect(page.getByRole('main')).toContainText('asks now, and then no more');
  await survey(page, info, 'welcome-once');
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('heading', { name: 'Ready to play' })).toBeVisible();
});
