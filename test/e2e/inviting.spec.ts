/** What the screens say of who can join, in each situation: looks, contrast, nothing cut off. */
import { expect } from '@playwright/test';
import { judgeInviting } from '../../shared/inviting/judge-inviting.ts';
import type { InvitingFacts } from '../../shared/model/inviting.ts';
import { lineOf } from '../../shared/texts/say-inviting.ts';
import { screenTexts } from '../../shared/texts/screens.ts';
import { invitingFacts } from '../mocks/inviting-facts.ts';
import { CODE, partyOf, peerIn } from '../mocks/scenarios.ts';
import { test } from './pages/mock-app.ts';
import { survey } from './pages/survey.ts';

const { inviting: words } = screenTexts('en');
const lineFor = (facts: InvitingFacts): string => words.lines[lineOf(judgeInviting(facts))];

for (const [name, facts] of Object.entries<InvitingFacts>(invitingFacts)) {
  test(`tells a player who is alone in the party who can join: ${name}`, async ({ openApp }, info) => {
    const { page, host } = await openApp({ scenario: 'alone' });
    host.engine.change(() => ({ inviting: facts }));
    const card = page.getByRole('region', { name: 'Invite friends' });
    await expect(card).toContainText(lineFor(facts));
    await survey(page, info, `inviting-${name}`);
  });
}

test('tells it below the players, and what helps in a dialog that the header opens, too', async ({
  openApp,
}, info) => {
  const { page, host } = await openApp({ scenario: 'hosting' });
  host.engine.change(() => ({ inviting: invitingFacts.house }));
  const card = page.getByRole('region', { name: 'Invite friends' });
  await expect(card).toContainText('Only people in your home can join.');
  await survey(page, info, 'inviting-below-players');
  await page.getByRole('banner').getByRole('button', { name: 'only your home can join' }).click();
  await expect(page.getByRole('dialog')).toContainText('Switch on UPnP in your router');
  await survey(page, info, 'inviting-dialog');
  await page.keyboard.press('Escape');
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /network/i })
    .click();
  await expect(page.getByRole('dialog')).toContainText('Who can join');
  await survey(page, info, 'inviting-network');
});

test('keeps an invite that was pasted on the first page, and joins by it after the set-up', async ({
  openApp,
}, info) => {
  const { page, host } = await openApp({ scenario: 'welcome' });
  await page.getByRole('textbox').evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, `Join “Friday LAN” on LANrage: lanrage://join/192.0.2.1:8667#${CODE}\nNew here?`);
  await expect(page.getByText(/You were invited to a party/)).toBeVisible();
  await survey(page, info, 'inviting-welcome');
  await page.getByRole('textbox').fill('Alex');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('button', { name: 'Join the party' }).click();
  await expect(page.getByRole('list', { name: 'Players' })).toBeVisible();
  host.engine.change(() => ({ party: partyOf([peerIn('direct', 2, 'Mara', 18)]) }));
});
