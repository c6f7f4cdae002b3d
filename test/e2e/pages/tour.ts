/** Every screen of the app, one after the other, as somebody reaches it. */
import { expect, type Page } from '@playwright/test';
import type { Language } from '../../../shared/texts/language.ts';
import { screenTexts } from '../../../shared/texts/screens.ts';

/** Screens that have a line of their own in the sidebar. */
export const sidebarScreenNames = Object.keys(screenTexts('en').nav.places) as readonly SidebarScreenName[];
type SidebarScreenName = keyof ReturnType<typeof screenTexts>['nav']['places'];

/** What else there is in a party; the dialogs stand over the roster. */
export const partyStops = ['party', 'peer', 'commands', 'keys', 'leave', 'network', 'alerts'] as const;

export type Stop = SidebarScreenName | (typeof partyStops)[number];

/** Goes to one screen and waits for it. @param first - the name of a player who is in the party. */
export async function goTo(page: Page, stop: Stop, first: string, language: Language = 'en'): Promise<void> {
  const words = screenTexts(language);
  const dialog = page.getByRole('dialog');
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  if (await dialog.isVisible()) await page.keyboard.press('Escape');
  if (sidebarScreenNames.includes(stop as SidebarScreenName)) {
    await page
      .getByRole('navigation')
      .getByRole('button', { name: words.nav.places[stop as SidebarScreenName] })
      .click();
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
    return;
  }
  await page.getByRole('navigation').getByRole('button').first().click();
  const players = page.getByRole('list', { name: words.party.roster });
  await expect(players).toBeVisible();
  if (stop === 'party') return;
  if (stop === 'peer') {
    await players.getByRole('button', { name: first }).first().click();
    await expect(page.getByRole('heading', { name: first })).toBeVisible();
    await expect(page.locator('.recharts-line-curve[d]').first()).toBeVisible();
    return;
  }
  if (stop === 'commands') await page.keyboard.press('ControlOrMeta+k');
  else if (stop === 'keys') await page.keyboard.press('?');
  else if (stop === 'leave') await button(words.party.leave).click();
  else if (stop === 'network') await page.locator('nav [aria-haspopup="dialog"]').click();
  else await page.locator('header button').first().click();
  await expect(dialog).toBeVisible();
}
