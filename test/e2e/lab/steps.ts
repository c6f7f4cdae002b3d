/** What players do on their screens. */
import { expect, type Page } from '@playwright/test';

/** Goes through the welcome, where a new player is asked for a name. */
export async function introduce(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox').fill(name);
  await page.keyboard.press('Enter');
  const start = page.getByRole('button', { name: 'Start', exact: true });
  const setUp = page.getByRole('button', { name: 'Set up' });
  await expect(start.or(setUp)).toBeVisible();
  if (await setUp.isVisible()) await setUp.click();
  await start.click();
}

/** @returns its code: friends whose settings name the same server need no more. */
export async function createParty(page: Page, name: string): Promise<string> {
  await page.getByLabel('Party name').fill(name);
  await page.getByRole('button', { name: 'Create party' }).click();
  const invite = page.getByRole('figure', { name: 'What your friends get' }).getByRole('paragraph');
  await expect(invite).toContainText('lanrage://join/');
  return codeIn((await invite.textContent()) ?? '');
}

/** @returns the code within the link that is copied. */
export async function codeOf(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy link' }).click();
  return codeIn(await page.evaluate(() => navigator.clipboard.readText()));
}

function codeIn(invite: string): string {
  const code = /#((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})/.exec(invite)?.[1];
  if (code === undefined) throw new Error(`no code in ${invite}`);
  return code;
}

export async function joinParty(page: Page, invite: string): Promise<void> {
  await page.getByLabel('Invite link or code').fill(invite);
  await page.getByRole('button', { name: 'Join party' }).click();
}

/** Waits until the roster has a player with a working link and a latency. */
export async function expectConnected(page: Page, name: string, state = /relayed|direct/): Promise<void> {
  const row = page.getByRole('list', { name: 'Players' }).getByRole('button', { name });
  await expect(row).toContainText(state);
  await expect(row).toContainText(/\d\sms/);
}

export async function leaveParty(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Leave party' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^(Leave|End party)$/ })
    .click();
  await expect(page.getByText('No party yet.')).toBeVisible();
}

/** Goes to a screen by its line in the sidebar. */
export async function openScreen(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
}
