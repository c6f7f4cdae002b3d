/** All players at once: the Quality screen in each of its states. */
import { expect, type Page } from '@playwright/test';
import { test } from './pages/mock-app.ts';
import { survey } from './pages/survey.ts';

const open = (page: Page) => page.getByRole('navigation').getByRole('button', { name: 'Quality' }).click();
const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('shows every player on one scale, who should host, and who reaches whom', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'measured' });
  await open(page);
  await expect(panel(page, 'Party quality')).toContainText('Fair');
  await expect(panel(page, 'Players').getByRole('button')).toHaveCount(3);
  await expect(page.getByText('Alex (you) would be the best host')).toBeVisible();
  await expect(page.getByRole('row', { name: /Alex \(you\)\s*best host/ })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Mara' })).toBeVisible();
  await expect(page.getByRole('img', { name: /Map of the paths: 10 pairs, 4 not known/ })).toBeVisible();
  await survey(page, info, 'quality');
  await page.getByRole('img', { name: /Map of the paths/ }).scrollIntoViewIfNeeded();
  await survey(page, info, 'quality-map');
  await page.getByRole('button', { name: 'Show as list' }).click();
  await expect(page.getByText('Jon – Mara').or(page.getByText('Mara – Jon'))).toBeVisible();
});

test('tells alerts and oddities, and calls a guess a guess', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await open(page);
  const unusual = panel(page, 'What was unusual');
  await expect(unusual).toContainText('Delay to Mara up to 184 ms');
  await expect(unusual).toContainText('Delay to Sam: 340 ms, usually 96 ms');
  await expect(unusual).toContainText(/Sam in (9|10)\smin: between 190\sms and 380\sms/);
  await expect(unusual.getByText('guess', { exact: true })).toBeVisible();
  await unusual.scrollIntoViewIfNeeded();
  await survey(page, info, 'quality-unusual');
});

test('names no host while somebody is not measured, and the step of who is being reached', async ({
  openApp,
}, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await open(page);
  await expect(page.getByText('Not enough is measured yet to say.')).toBeVisible();
  await expect(panel(page, 'Players').getByRole('button', { name: /Priya/ })).toContainText('step 3 of 3');
  await survey(page, info, 'quality-unmeasured');
});

test('keeps the name of an alert’s player who has left', async ({ openApp }) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  await open(page);
  const unusual = panel(page, 'What was unusual');
  await expect(unusual).toContainText('Delay to Mara');
  const insight = await host.engine.handlers.getInsight({});
  if (!insight.ok) throw new Error('the mock has no insight');
  host.engine.change(({ party }) => ({ party: party && { ...party, peers: party.peers.slice(1) } }));
  host.engine.tell('insight', {
    ...insight.value,
    alerts: insight.value.alerts.flatMap((alert) => [
      { ...alert, name: '' },
      { ...alert, id: 2, name: '', subject: 'peer:stranger', value: 150 },
    ]),
  });
  await expect(unusual).toContainText('Delay to a player who left up to 150 ms');
  await expect(unusual).toContainText('Delay to Mara up to 184 ms');
});

test('says when history is not being written', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  await open(page);
  await expect(page.getByText('History is being written.')).toBeVisible();
  const metrics = await host.engine.handlers.getMetrics({});
  if (!metrics.ok) throw new Error('the mock has no metrics');
  host.engine.tell('metrics', {
    ...metrics.value,
    recording: { state: 'retrying', queued: 120, dropped: 3, slowdown: 2 },
  });
  await expect(page.getByText('120 entries wait')).toBeVisible();
  await expect(page.getByText('Measuring is slowed 2 times')).toBeAttached();
  await survey(page, info, 'quality-disk-full');
});

test('opens a player’s details from the small multiples', async ({ openApp }) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await open(page);
  await panel(page, 'Players').getByRole('button', { name: 'Jon' }).click();
  await expect(page.getByRole('heading', { name: 'Jon' })).toBeVisible();
});

test('says what to do without a party, and why nothing can be read', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'empty' });
  await open(page);
  await page.getByRole('button', { name: 'Create or join a party' }).waitFor();
  await survey(page, info, 'quality-empty');
});

test('offers to try again when the engine can’t tell', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'alone' });
  // What is unusual is known already, from the alerts beside it.
  host.engine.failNext('getMetrics', { code: 'engine.unexpected', args: { reference: 'a1b2' } });
  await open(page);
  await expect(page.getByText('Nobody else is here yet.')).toBeVisible();
  await survey(page, info, 'quality-error');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(panel(page, 'What measuring costs')).toBeVisible();
});

test('carries sixty-four players', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'crowd' });
  await open(page);
  await expect(page.getByText('Shown for the first 16 players.')).toBeAttached();
  await page.screenshot({ path: info.outputPath('quality-crowd.png') });
});

test('speaks German', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'measured' });
  await host.engine.handlers.updateSettings({ language: 'de' });
  await page.getByRole('navigation').getByRole('button', { name: 'Qualität' }).click();
  await expect(page.getByText('Am besten hostet Alex (du)')).toBeVisible();
  await page.screenshot({ path: info.outputPath('quality-german.png') });
});
