/** The doctor's screen in each of its states. */
import { expect, type Page } from '@playwright/test';
import { test } from './pages/mock-app.ts';
import { survey } from './pages/survey.ts';

const open = (page: Page) => page.getByRole('navigation').getByRole('button', { name: 'Fix' }).click();
/** On the screen; the live region says some of it too. */
const seen = (page: Page, text: string | RegExp) => page.getByRole('main').getByText(text, { exact: true });
const check = (page: Page, name: string) => page.locator(`[data-check="${name}"]`);

test('checks one after the other, and can be stopped', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed', stepMs: 6000 });
  await open(page);
  await expect(check(page, 'installed')).toHaveAttribute('data-state', 'ok');
  await expect(check(page, 'privileges')).toHaveAttribute('data-state', 'running');
  await expect(check(page, 'load')).toHaveAttribute('data-state', 'waiting');
  await survey(page, info, 'fix-running');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(seen(page, 'Stopped before the end.')).toBeVisible();
});

test('says what is wrong, why it thinks so and what helps, and shows before and after', async ({
  openApp,
}, info) => {
  const { page } = await openApp({ scenario: 'mixed', stepMs: 20 });
  await open(page);
  await expect(seen(page, '2 things to look at')).toBeVisible();
  await expect(check(page, 'loss')).toContainText('Packets are lost in bursts');
  await expect(check(page, 'loss')).toContainText(/Confidence85\s%/);
  await expect(check(page, 'mtu')).toContainText('Expected1420 bytes');
  await page.getByRole('button', { name: 'Large packets get stuck' }).click();
  await expect(check(page, 'mtu').getByRole('button', { name: 'Use a smaller MTU' })).toBeFocused();
  await survey(page, info, 'fix-findings');
  await check(page, 'mtu').getByRole('button', { name: 'Use a smaller MTU' }).click();
  await expect(check(page, 'mtu')).toContainText('Before1380 bytes');
  await expect(check(page, 'mtu')).toContainText('After1380 bytes');
  await expect(page.getByText('Mended: Large packets pass.')).toBeAttached();
  await expect(seen(page, '1 thing to look at')).toBeVisible();
  await check(page, 'mtu').scrollIntoViewIfNeeded();
  await survey(page, info, 'fix-mended');
});

test('folds what could not be checked into what is to blame for it', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'partyWithoutHelper', stepMs: 20 });
  await open(page);
  await expect(check(page, 'privileges')).toHaveAttribute('data-state', 'failed');
  await check(page, 'privileges')
    .getByText(/^\d+ checks wait for this/)
    .click();
  await expect(check(page, 'privileges')).toContainText('Players shake hands');
  await expect(check(page, 'relay')).toHaveCount(0);
  await survey(page, info, 'fix-helper-missing');
});

test('is all well without a party, and says that only this computer was checked', async ({
  openApp,
}, info) => {
  const { page } = await openApp({ scenario: 'empty', stepMs: 20 });
  await open(page);
  await expect(seen(page, 'Everything is fine.')).toBeVisible();
  await expect(page.getByText('No party: only this computer')).toBeVisible();
  await expect(page.getByRole('region', { name: 'The party' })).toHaveCount(0);
  await expect(check(page, 'load')).toHaveAttribute('data-state', 'ok');
  await survey(page, info, 'fix-healthy');
});

test('names a server that is away first', async ({ openApp }) => {
  const { page } = await openApp({ scenario: 'reconnecting', stepMs: 20 });
  await open(page);
  await expect(seen(page, '3 things to look at')).toBeVisible();
  await expect(check(page, 'control')).toHaveAttribute('data-state', 'warning');
  await expect(page.getByRole('main').getByRole('listitem').first()).toContainText('server');
});

test('starts from a player’s row and tells of that one alone', async ({ openApp }) => {
  const { page } = await openApp({ scenario: 'mixed', stepMs: 20 });
  const sam = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Sam' }) });
  await sam.getByRole('button', { name: 'Fix' }).click();
  await expect(page.getByRole('heading', { name: 'What is wrong with Sam?' })).toBeVisible();
  await expect(seen(page, '1 thing to look at')).toBeVisible();
  await expect(check(page, 'mtu')).not.toContainText('Large packets get stuck');
  await page.getByRole('button', { name: 'Check everything' }).click();
  await expect(seen(page, '2 things to look at')).toBeVisible();
});

test('says beside the button why a remedy failed, and keeps what was found while the engine is away', async ({
  openApp,
}) => {
  const { page, host } = await openApp({ scenario: 'mixed', stepMs: 20 });
  await open(page);
  await expect(seen(page, '2 things to look at')).toBeVisible();
  host.engine.failNext('applyRemedy', { code: 'helper.refused', args: {} });
  await page.getByRole('button', { name: 'Use a smaller MTU' }).click();
  await expect(check(page, 'mtu').getByRole('alert')).toBeVisible();
  await host.drop();
  await expect(page.getByText('LANrage’s engine does not answer.')).toBeVisible();
  await expect(check(page, 'loss')).toContainText('Packets are lost in bursts');
});

test('finds and mends by keyboard alone', async ({ openApp }) => {
  const { page } = await openApp({ scenario: 'mixed', stepMs: 20 });
  const { keyboard } = page;
  const tabTo = async (name: string) => {
    const target = page.getByRole('main').or(page.getByRole('navigation')).getByRole('button', { name });
    for (let i = 0; i < 40; i++) {
      if (await target.first().evaluate((element) => element === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    throw new Error(`the tab key does not reach "${name}"`);
  };
  await keyboard.press('F6');
  await tabTo('Fix');
  await keyboard.press('Enter');
  await expect(seen(page, '2 things to look at')).toBeVisible();
  await tabTo('Use a smaller MTU');
  await keyboard.press('Enter');
  await expect(check(page, 'mtu')).toContainText('After1380 bytes');
  await expect(check(page, 'mtu').locator(':focus')).toHaveCount(1);
});

test('speaks German', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'mixed', stepMs: 20 });
  await host.engine.handlers.updateSettings({ language: 'de' });
  await page.getByRole('navigation').getByRole('button', { name: 'Beheben' }).click();
  await expect(seen(page, '2 Auffälligkeiten')).toBeVisible();
  await page.screenshot({ path: info.outputPath('fix-german.png') });
});
