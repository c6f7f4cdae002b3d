/** Every screen in every state: looks, contrast, names, console. Pictures are for people; nothing compares pixels. */
import { expect, type Page } from '@playwright/test';
import type { ScenarioName } from '../mocks/scenarios.ts';
import { test } from './pages/mock-app.ts';
import { survey } from './pages/survey.ts';

interface State {
  readonly title: string;
  readonly scenario: ScenarioName;
  /** Brings the state about and waits for what shows it. */
  readonly reach: (page: Page) => Promise<void>;
}

const heading = (page: Page, name: string) => expect(page.getByRole('heading', { name })).toBeVisible();
const row = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Players' }).getByRole('button', { name });
const navButton = (page: Page, name: string) => page.getByRole('navigation').getByRole('button', { name });

const states: Record<string, State> = {
  'welcome-name': {
    title: 'asks a newcomer for a name',
    scenario: 'welcome',
    reach: (page) => heading(page, 'Welcome to LANrage'),
  },
  'welcome-rights': {
    title: 'says what the helper may do before it asks for rights',
    scenario: 'welcome',
    reach: async (page) => {
      await page.getByRole('textbox').fill('Alex');
      await page.keyboard.press('Enter');
      await heading(page, 'A network of your own');
    },
  },
  'welcome-check': {
    title: 'shows that all is ready after the set-up',
    scenario: 'welcome',
    reach: async (page) => {
      await page.getByRole('textbox').fill('Alex');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Set up' }).click();
      await heading(page, 'Ready to play');
    },
  },
  empty: {
    title: 'offers to create or join when there is no party',
    scenario: 'empty',
    reach: (page) => heading(page, 'No party yet.'),
  },
  'empty-helper-missing': {
    title: 'replaces the actions by "Set up" while the helper is missing',
    scenario: 'helperMissing',
    reach: async (page) => {
      await expect(page.getByRole('button', { name: 'Set up' }).first()).toBeVisible();
      await expect(page.getByRole('button', { name: 'Create party' })).toBeHidden();
    },
  },
  'empty-wireguard-missing': {
    title: 'tells how to install WireGuard where it is missing',
    scenario: 'wireguardMissing',
    reach: async (page) => {
      await expect(page.locator('code', { hasText: 'sudo apt install wireguard-tools' })).toBeVisible();
      await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(3);
      await expect(page.getByRole('button', { name: 'Set up' })).toHaveCount(0);
    },
  },
  resuming: {
    title: 'says that a party is coming back',
    scenario: 'resuming',
    reach: async (page) => {
      await heading(page, 'Taking up Friday LAN again…');
      await expect(page.getByRole('list', { name: /coming back/ }).getByRole('listitem')).toHaveCount(3);
      await expect(navButton(page, 'New')).toBeDisabled();
    },
  },
  'join-mistyped': {
    title: 'says at once that a code is mistyped',
    scenario: 'empty',
    reach: async (page) => {
      await page.getByLabel('Invite link or code').fill('AAAA-BBBB-CCCC-DDDD');
      await expect(page.getByRole('alert')).toBeVisible();
    },
  },
  alone: {
    title: 'puts the invite first while nobody else is in the party',
    scenario: 'alone',
    reach: (page) => heading(page, 'Nobody else yet.'),
  },
  party: {
    title: 'shows every player with state and latency',
    scenario: 'mixed',
    reach: async (page) => {
      await expect(row(page, 'Mara')).toContainText('direct');
      await expect(row(page, 'Mara')).toContainText('18 ms');
      await expect(row(page, 'Sam')).toContainText('4 % lost');
      await expect(page.getByRole('banner')).toContainText('4 of 5 online');
      await expect(page.getByRole('banner')).toContainText('worst 213 ms');
    },
  },
  peer: {
    title: 'opens the details of a player with a chart',
    scenario: 'mixed',
    reach: async (page) => {
      await row(page, 'Sam').click();
      await expect(page.locator('.recharts-line-curve[d]').first()).toBeVisible();
      await expect(page.getByText('198.51.100.20:3478')).toBeVisible();
    },
  },
  'peer-connecting': {
    title: 'lights up the steps of a player who is being reached',
    scenario: 'connecting',
    reach: async (page) => {
      await row(page, 'Jon').click();
      await expect(page.getByRole('list', { name: 'reaching' }).getByRole('listitem')).toHaveCount(3);
    },
  },
  'peer-lost': {
    title: 'explains a lost link beside its player',
    scenario: 'lost',
    reach: async (page) => {
      await row(page, 'Jon').click();
      await expect(page.getByRole('alert')).toContainText('The link is lost');
      await expect(page.getByRole('banner')).toContainText('1 of 2 online');
    },
  },
  'peer-table': {
    title: 'shows the chart as a table on demand',
    scenario: 'mixed',
    reach: async (page) => {
      await row(page, 'Sam').click();
      await page.getByRole('button', { name: 'Show as table' }).click();
      await expect(page.getByRole('columnheader', { name: 'Median' })).toBeVisible();
    },
  },
  leave: {
    title: 'says who will notice before leaving',
    scenario: 'mixed',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Leave party' }).click();
      await expect(page.getByRole('dialog')).toContainText(
        'Mara, Jon, Priya, and Sam will see that you left.',
      );
    },
  },
  'leave-hosting': {
    title: 'says that a hosted party ends for all',
    scenario: 'hosting',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Leave party' }).click();
      await expect(page.getByRole('dialog')).toContainText('it ends for Mara, Jon, Priya, and Sam too');
    },
  },
  'leave-reconnecting': {
    title: 'does not promise that a server that is away will tell of the leaving',
    scenario: 'reconnecting',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Leave party' }).click();
      await expect(page.getByRole('dialog')).toContainText('nobody can be told');
    },
  },
  reconnecting: {
    title: 'keeps the roster while the control server is away',
    scenario: 'reconnecting',
    reach: async (page) => {
      await expect(page.getByText('Reconnecting to the party’s server.')).toBeVisible();
      await expect(row(page, 'Mara')).toContainText('18 ms');
    },
  },
  'party-helper-missing': {
    title: 'keeps the roster readable while the helper is missing',
    scenario: 'partyWithoutHelper',
    reach: async (page) => {
      await expect(page.getByRole('button', { name: 'Set up' })).toBeVisible();
      await expect(row(page, 'Jon')).toBeVisible();
      await expect(page.getByRole('banner')).toContainText('last known');
      await expect(page.getByRole('main').getByRole('button', { name: 'Fix' })).toHaveCount(0);
    },
  },
  notices: {
    title: 'shows the newest notice and counts the others',
    scenario: 'notices',
    reach: async (page) => {
      await expect(page.getByRole('region', { name: 'Notices' }).getByRole('alert')).toHaveCount(1);
      await expect(page.getByRole('button', { name: '2 more' })).toBeVisible();
    },
  },
  crowd: {
    title: 'carries sixty-four players',
    scenario: 'crowd',
    reach: (page) =>
      expect(page.getByRole('list', { name: 'Players' }).getByRole('listitem')).toHaveCount(64),
  },
  'long-names': {
    title: 'shows foreign and long names as text',
    scenario: 'longNames',
    reach: (page) => expect(row(page, '<b>Bold</b>')).toBeVisible(),
  },
  'start-in-party': {
    title: 'points back to the party that one is in',
    scenario: 'mixed',
    reach: async (page) => {
      await navButton(page, 'Join').click();
      await expect(page.getByRole('button', { name: 'Back to Friday LAN' })).toBeVisible();
      await expect(page.getByLabel('Invite link or code')).toBeDisabled();
    },
  },
  settings: {
    title: 'shows the settings',
    scenario: 'empty',
    reach: async (page) => {
      await navButton(page, 'Settings').click();
      await expect(page.getByRole('textbox', { name: 'Display name' })).toHaveValue('Alex');
    },
  },
  keys: {
    title: 'lists the keys',
    scenario: 'mixed',
    reach: async (page) => {
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    },
  },
};

for (const [name, { title, scenario, reach }] of Object.entries(states)) {
  test(title, async ({ openApp }, info) => {
    const { page } = await openApp({ scenario });
    await reach(page);
    await survey(page, info, name);
  });
}

test('keeps the last values and says how old they are when the engine is gone, and comes back', async ({
  openApp,
}, info) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  await expect(row(page, 'Mara')).toContainText('18 ms');
  await host.drop();
  await expect(page.getByText('LANrage’s engine does not answer.')).toBeVisible();
  await expect(row(page, 'Mara')).toContainText('18 ms');
  await expect(page.getByRole('banner')).toContainText('last known');
  await expect(page.getByText('Last known: Tunnel ready')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Leave party' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeEnabled();
  await survey(page, info, 'offline');
  await host.reopen();
  await expect(page.getByText('LANrage’s engine does not answer.')).toBeHidden();
});

test('shows steps while a party takes long to make, and the shape of what is still being asked for', async ({
  openApp,
}, info) => {
  const { page, host } = await openApp({ scenario: 'empty', delayMs: 60_000 });
  await page.getByRole('button', { name: 'Create party' }).click();
  await expect(page.getByText('Getting your address')).toBeVisible();
  await survey(page, info, 'creating');
  host.engine.leaveUnanswered('getTargets');
  await navButton(page, 'Targets').click();
  await expect(page.getByRole('status', { name: 'Loading…' })).toBeVisible();
  await survey(page, info, 'targets-loading');
});

test('shows every state without colours of its own in forced colours', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await page.emulateMedia({ forcedColors: 'active' });
  await row(page, 'Sam').click();
  await expect(page.locator('.recharts-line-curve[d]').first()).toBeVisible();
  await page.screenshot({ path: info.outputPath('forced-colours.png') });
});
