/** Game sessions and the lag button. */
import { expect, type Page } from '@playwright/test';
import { test } from './pages/mock-app.ts';
import { survey } from './pages/survey.ts';

const open = (page: Page) => page.getByRole('navigation').getByRole('button', { name: 'Sessions' }).click();

test('starts a session, ends it and shows its figures', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await open(page);
  await expect(page.getByRole('table').getByRole('row', { name: /Sam/ })).toContainText('4 %');
  await page.getByLabel('What do you play?').fill('Warcraft III');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Warcraft III' })).toContainText('Running');
  await survey(page, info, 'sessions-running');
  await page.getByRole('button', { name: 'End session' }).click();
  await expect(page.locator('summary', { hasText: 'Warcraft III' })).toBeVisible();
});

test('counts down after the lag button and says what was to blame', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed', stepMs: 500 });
  await open(page);
  await page.getByRole('button', { name: 'It lags' }).click();
  await expect(page.getByText(/^2\d seconds left$/)).toBeVisible();
  await page.screenshot({ path: info.outputPath('lag-recording.png') });
  await expect(page.getByText('The radio to your router was the weak part.')).toBeVisible();
  await expect(page.getByRole('row', { name: /Delay to your router/ })).toContainText('184 ms');
  await expect(page.getByRole('img', { name: 'Wi-Fi signal: down to −84 dBm' })).toBeVisible();
  await survey(page, info, 'lag-verdict');
});

test('has nothing to record and nothing to list without a party', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'empty' });
  await open(page);
  await expect(page.getByText('There is nothing to record without a party.')).toBeVisible();
  await expect(page.getByText('No session yet.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start session' })).toBeDisabled();
  await survey(page, info, 'sessions-empty');
});

test('speaks German', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  await host.engine.handlers.updateSettings({ language: 'de' });
  await page.getByRole('navigation').getByRole('button', { name: 'Sitzungen' }).click();
  await expect(page.getByRole('button', { name: 'Es ruckelt' })).toBeVisible();
  await page.screenshot({ path: info.outputPath('sessions-german.png') });
});
