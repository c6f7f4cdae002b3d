/** One player's details: chart, path history, tests. */
import { expect, type Page } from '@playwright/test';
import { test } from './pages/mock-app.ts';
import { survey } from './pages/survey.ts';

const open = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Players' }).getByRole('button', { name }).click();
const chart = (page: Page) => page.getByRole('region', { name: 'Latency' });

test('draws band and median, dashed while relayed, with a tick where the path changed', async ({
  openApp,
}, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await open(page, 'Sam');
  await expect(chart(page).locator('.recharts-area-area').first()).toBeVisible();
  await expect(chart(page).locator('.recharts-line-curve[stroke-dasharray="6 4"]')).toBeVisible();
  await expect(chart(page).getByText('relay', { exact: true })).toBeVisible();
  await survey(page, info, 'peer-live');
});

test('reads one second by arrow keys and holds still meanwhile', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await open(page, 'Sam');
  await chart(page).locator('svg[tabindex="0"], [role="application"]').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(chart(page).getByText('dashed: relayed · ×: lost · Held while you read.')).toBeVisible();
  await expect(
    chart(page).getByText(/^\d+\sms · \d+\ss ago · .*\d of \d lost · through both routers$/),
  ).toBeVisible();
  await page.screenshot({ path: info.outputPath('peer-held.png') });
});

test('shows 15 minutes and 2 hours of history, as a chart and as a table', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await open(page, 'Mara');
  await page.getByRole('button', { name: '15 min' }).click();
  await expect(chart(page).getByText('through both routers')).toBeVisible();
  await survey(page, info, 'peer-quarter');
  await page.getByRole('button', { name: '2 h', exact: true }).click();
  await expect(chart(page).getByText('−2 h')).toBeVisible();
  await page.getByRole('button', { name: 'Show as table' }).click();
  expect(await chart(page).getByRole('row').count()).toBeLessThanOrEqual(181);
  await survey(page, info, 'peer-hours-table');
});

test('tells how the path changed, newest first', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await open(page, 'Mara');
  await page.getByText('Path history').click();
  const first = page
    .locator('ol > li')
    .filter({ has: page.locator('time') })
    .first();
  await expect(first).toContainText('relay → through both routers');
  await expect(first).toContainText('29 ms → 18 ms');
  await first.scrollIntoViewIfNeeded();
  await survey(page, info, 'peer-paths');
});

test('runs a test with progress, and shows what was measured when it is stopped', async ({
  openApp,
}, info) => {
  const { page } = await openApp({ scenario: 'mixed', stepMs: 1500 });
  await open(page, 'Mara');
  await page.getByText('Tests', { exact: true }).click();
  await page.getByLabel('Test', { exact: true }).selectOption('traceroute');
  await page.getByRole('button', { name: 'Start test' }).click();
  await expect(page.getByRole('progressbar', { name: 'Traceroute is running' })).toBeVisible();
  await expect(page.getByRole('cell', { name: '192.168.1.1' })).toBeVisible();
  await page.getByRole('button', { name: 'Stop test' }).click();
  await expect(page.getByText('Stopped: this is what was measured until then.').first()).toBeVisible();
  await page.getByLabel('Test', { exact: true }).selectOption('connectivity');
  await page.getByRole('button', { name: 'Start test' }).click();
  await expect(page.getByText('Game traffic')).toBeVisible();
  await page.getByText('Game traffic').scrollIntoViewIfNeeded();
  await survey(page, info, 'peer-test');
});

test('says beside the test why it could not start', async ({ openApp }) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  await open(page, 'Mara');
  await page.getByText('Tests', { exact: true }).click();
  host.engine.failNext('startLinkTest', { code: 'link-test.busy', args: { doing: 'ping' } });
  await page.getByRole('button', { name: 'Start test' }).click();
  await expect(page.getByRole('alert').getByText('Another test is running')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start test' })).toBeVisible();
});

test('says in one quiet line that a path became direct', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  await page.clock.install();
  await expect(page.getByRole('list', { name: 'Players' })).toBeVisible();
  host.engine.change(({ party }) => ({
    party: party && {
      ...party,
      peers: party.peers.map((peer) =>
        peer.name === 'Jon'
          ? {
              ...peer,
              state: 'direct',
              path: 'direct',
              direct: 'punched',
              strategy: 'punched',
              latencyMs: 21,
            }
          : peer,
      ),
    },
  }));
  await expect(page.getByText('Jon is connected directly.')).toBeAttached();
  await page.clock.runFor(12_000);
  await expect(page.getByText('Jon is direct now: 48 ms → 21 ms')).toBeVisible();
  await page.screenshot({ path: info.outputPath('upgraded.png') });
  await page.clock.runFor(16_000);
  await expect(page.getByText('Jon is direct now')).toBeHidden();
});

test('speaks German', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  await host.engine.handlers.updateSettings({ language: 'de' });
  await page.getByRole('list', { name: 'Mitspieler' }).getByRole('button', { name: 'Sam' }).click();
  await expect(page.getByText('gestrichelt: über das Relay')).toBeVisible();
  await page.screenshot({ path: info.outputPath('peer-german.png') });
});
