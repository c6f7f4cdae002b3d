/** Takes the pictures of the README. They are written to docs/pictures with LANRAGE_PICTURES=1, else beside the test's results. */
import path from 'node:path';
import { expect, type Page, type TestInfo } from '@playwright/test';
import { partyOf, peerIn } from '../mocks/scenarios.ts';
import { test } from './pages/mock-app.ts';

const docs = path.join(import.meta.dirname, '../../docs/pictures');

async function take(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 880, height: 520 });
  const file = `${name}.png`;
  const taken = process.env.LANRAGE_PICTURES === '1' ? path.join(docs, file) : info.outputPath(file);
  await page.screenshot({ path: taken });
}

test('takes the pictures of a first evening', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'welcome' });
  await expect(page.getByRole('heading', { name: 'Welcome to LANrage' })).toBeVisible();
  await page.getByRole('textbox').fill('Alex');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'A network of your own' })).toBeVisible();
  await take(page, info, '1-set-up');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('button', { name: 'Create party' }).click();
  await expect(page.getByRole('heading', { name: 'Nobody else yet.' })).toBeVisible();
  await take(page, info, '2-invite');
  host.engine.change(() => ({
    party: partyOf([peerIn('direct', 2, 'Mara', 18), peerIn('relayed', 3, 'Jon', 48)], { hosting: true }),
  }));
  await expect(page.getByRole('list', { name: 'Players' })).toContainText('48 ms');
  await take(page, info, '3-party');
});
