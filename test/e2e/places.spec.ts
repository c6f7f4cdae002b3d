/** The screens beside the party's own, in every state, and what stands around them. One page load for each situation. */
import { expect, type Page } from '@playwright/test';
import { fault } from '../../shared/faults/fault.ts';
import { partyOf, peerIn } from '../mocks/scenarios.ts';
import { test } from './pages/mock-app.ts';
import { survey } from './pages/survey.ts';

const place = (page: Page, name: string) => page.getByRole('navigation').getByRole('button', { name });
const heading = (page: Page, name: string) => expect(page.getByRole('heading', { name })).toBeVisible();

test('home offers recent parties again, and forgets them', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'recent' });
  await heading(page, 'Recent parties');
  await survey(page, info, 'recent');
  await page.getByRole('button', { name: 'Forget The party with' }).click();
  await expect(page.getByRole('button', { name: /^Forget/ })).toHaveCount(1);
  await page.getByRole('button', { name: 'Join again: Friday LAN' }).click();
  await expect(page.getByRole('list', { name: 'Players' })).toBeVisible();
});

test('the invite shows its link as a QR code', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'alone' });
  await page.getByRole('button', { name: 'QR code' }).click();
  await expect(page.getByRole('img', { name: 'QR code of the invite link' })).toBeVisible();
  await survey(page, info, 'invite-qr');
});

test('settings are grouped, found, refused in place, agreed to, and undone', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'empty' });
  await place(page, 'Settings').click();
  await heading(page, 'For your friends');
  await expect(page.getByLabel('Start at login')).toBeHidden();
  await survey(page, info, 'settings-plain');

  await page.getByLabel('Search in the settings').fill('mtu');
  const mtu = page.getByRole('textbox', { name: 'MTU' });
  await mtu.fill('12');
  await mtu.press('Enter');
  await expect(page.getByRole('alert')).toContainText('“MTU”');
  await expect(page.getByRole('alert')).toContainText('it must be at least 576 bytes');
  await expect(page.getByRole('button', { name: 'Open settings' })).toHaveCount(0);
  await survey(page, info, 'settings-refused');
  await mtu.fill('1280');
  await mtu.press('Enter');
  await page.getByRole('button', { name: 'Back to the default: MTU' }).click();
  await expect(mtu).toHaveValue('1420');

  await page.getByLabel('Search in the settings').fill('no such thing');
  await expect(page.getByText('No setting has these words.')).toBeVisible();
  await page.getByLabel('Search in the settings').fill('');
  await page.getByLabel('Pass on traffic for friends').click();
  await expect(page.getByRole('dialog')).toContainText('You can’t read them.');
  await survey(page, info, 'settings-consent');
  await page.getByRole('button', { name: 'Agree' }).click();
  await expect(page.getByRole('textbox', { name: 'At most, in Mbit/s' })).toHaveValue('10');
});

test('a setting that waits says so, and is applied by one press', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'hosting' });
  await place(page, 'Settings').click();
  await page.getByText('Advanced').click();
  const mtu = page.getByRole('textbox', { name: 'MTU' });
  await mtu.fill('1300');
  await mtu.press('Enter');
  await expect(page.getByText('Waits for the tunnel to restart. Until then: 1420.')).toBeVisible();
  await page.getByLabel('Ask the router to open a port').click();
  await page.getByText('Waits for the next party. Until then: on.').scrollIntoViewIfNeeded();
  await survey(page, info, 'settings-waiting-mark');
  const panel = page.getByRole('region', { name: 'Changes that wait' });
  await expect(panel.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: 'To “Apply now”' }).first().click();
  await expect(panel.getByRole('button', { name: 'Apply now' })).toBeFocused();
  await expect(panel).toBeInViewport();
  await survey(page, info, 'settings-waiting');

  host.engine.failNext('applyWaiting', fault('tunnel.port-taken', { port: 51_820 }));
  await panel.getByRole('button', { name: 'Apply now' }).click();
  await expect(panel.getByRole('alert')).toContainText('51820');
  await survey(page, info, 'settings-not-applied');
  await panel.getByRole('button', { name: 'Apply now' }).click();
  await expect(panel.getByText('Applied.')).toBeFocused();
  await expect(panel.getByRole('listitem')).toHaveCount(0);
  await expect(page.getByText(/^Waits for/)).toHaveCount(0);
  await survey(page, info, 'settings-applied');
});

test('desktop settings are there in the desktop app alone', async ({ openApp }) => {
  const { page, host } = await openApp({ scenario: 'empty' });
  await place(page, 'Settings').click();
  host.engine.change(() => ({ host: 'desktop' }));
  await expect(page.getByLabel('Start at login')).toBeVisible();
});

test('language and appearance change at once', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  await place(page, 'Settings').click();
  await page.getByRole('combobox', { name: 'Appearance' }).selectOption('light');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByRole('combobox', { name: 'Appearance' }).selectOption('system');
  const language = page.getByRole('combobox', { name: 'Language' });
  await language.focus();
  await language.selectOption('de');
  await heading(page, 'Einstellungen');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('combobox', { name: 'Sprache' })).toBeFocused();
  await survey(page, info, 'german-settings');
  await page.getByRole('navigation').getByRole('button', { name: 'Friday LAN' }).click();
  await expect(page.getByRole('banner')).toContainText('4 von 5 online');
  await survey(page, info, 'german-party');
  host.engine.change(() => ({ party: null }));
  await page.getByRole('navigation').getByRole('button', { name: 'Beitreten' }).click();
  await page.getByLabel('Einladungslink oder Code').fill('AAAA-BBBB-CCCC-DDDD');
  await expect(page.getByRole('alert')).toContainText('Tippfehler');
  await survey(page, info, 'german-join');
});

test('targets are listed, added, changed and removed, and a fault stays with its form', async ({
  openApp,
}, info) => {
  const { page, host } = await openApp({ scenario: 'empty' });
  await place(page, 'Targets').click();
  const list = page.getByRole('list', { name: 'Targets' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list).toContainText('answers with an error');
  await expect(list).toContainText('status 503');
  await survey(page, info, 'targets');

  await page.getByRole('button', { name: 'Add target' }).click();
  await page.getByRole('combobox', { name: 'How' }).selectOption('tcp');
  await page.getByRole('textbox', { name: 'Name or address' }).fill('play.example.org');
  await page.getByRole('textbox', { name: 'Port' }).fill('25565');
  host.engine.failNext('addTarget', fault('target.exists', { name: 'Minecraft' }));
  await page.getByRole('button', { name: 'Add target' }).click();
  await expect(page.getByRole('alert')).toContainText('Minecraft');
  await survey(page, info, 'targets-form');
  await page.getByRole('button', { name: 'Add target' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await expect(list).toContainText('play.example.org:25565');

  for (const name of ['Router', 'Game page', 'play.example.org']) {
    await page.getByRole('button', { name: `Remove ${name}` }).click();
  }
  await expect(page.getByText('Nothing is watched yet.')).toBeVisible();
  await survey(page, info, 'targets-empty');
});

test('targets say why they can’t be read, and are read when one tries again', async ({ openApp }, info) => {
  const { page, host } = await openApp({ scenario: 'empty' });
  host.engine.failNext('getTargets', fault('storage.full', { path: '/var/lib/lanrage' }));
  await place(page, 'Targets').click();
  await expect(page.getByRole('alert')).toContainText('The disk is full');
  await survey(page, info, 'targets-failed');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Game page')).toBeVisible();
});

test('what was read last is there again on another screen while the engine is gone', async ({ openApp }) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  const shows = async (name: string, text: string): Promise<void> => {
    await place(page, name).click();
    await expect(page.getByText(text)).toBeVisible();
  };
  const showsAll = async (): Promise<void> => {
    await shows('Targets', 'Game page');
    await shows('Sessions', 'Minecraft');
    await shows('Quality', 'of 100');
  };
  await showsAll();
  await host.drop();
  await expect(page.getByText('LANrage’s engine does not answer.')).toBeVisible();
  await showsAll();
});

test('the log is filtered, searched and followed', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'empty' });
  await place(page, 'Log').click();
  const lines = page.getByRole('region', { name: 'Lines of the log' });
  await expect(lines.getByRole('listitem')).toHaveCount(4);
  await survey(page, info, 'logs');
  await page.getByLabel('Show', { exact: true }).selectOption('error');
  await expect(lines.getByRole('listitem')).toHaveCount(1);
  await page.getByLabel('Search').fill('nothing like it');
  await expect(page.getByText('Nothing was logged that fits.')).toBeVisible();
});

test('about previews the support bundle before it can be copied', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await place(page, 'About').click();
  await expect(page.getByRole('button', { name: 'Copy the bundle' })).toBeHidden();
  await page.getByRole('button', { name: 'Make it' }).click();
  await expect(page.getByRole('region', { name: 'Preview of the support bundle' })).toBeVisible();
  await survey(page, info, 'about');
  await expect(page.getByLabel('With the connection log')).toBeHidden();
  await page.getByLabel('With IP addresses and names').click();
  await expect(page.getByRole('button', { name: 'Copy the bundle' })).toBeHidden();
  const preview = page.getByRole('region', { name: 'Preview of the support bundle' });
  await page.getByRole('button', { name: 'Make it' }).click();
  await expect(preview).not.toContainText('Connection log');
  await page.getByLabel('With the connection log').click();
  await expect(preview).toBeHidden();
  await page.getByRole('button', { name: 'Make it' }).click();
  await expect(preview).toContainText('Connection log');
});

test('about shows the licence of each part, and says so when it cannot', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'empty' });
  await place(page, 'About').click();
  await page.route('**/licenses.json', (route) => route.fulfill({ status: 200, body: 'no list' }));
  const panel = page.getByRole('region', { name: 'Licences' });
  await panel.getByRole('button', { name: 'Show them' }).click();
  await expect(panel.getByRole('alert')).toContainText('licenses.json');
  await page.unroute('**/licenses.json');
  await panel.getByRole('button', { name: 'Show them' }).click();
  const list = panel.getByRole('list', { name: 'Licences' });
  await expect(list).toBeFocused();
  const react = list.getByRole('listitem').filter({ has: page.getByText(/^react \d/) });
  await react.getByText(/^react \d/).click();
  await expect(react.getByText(/Permission is hereby granted/)).toBeVisible();
  await survey(page, info, 'about-licences');
});

test('the network says open, moderate or strict, and its reasons one click below', async ({
  openApp,
}, info) => {
  const { page, host } = await openApp({ scenario: 'mixed' });
  host.engine.change(({ party }) => ({
    party: party && {
      ...partyOf([peerIn('direct', 2, 'Mara', 18), peerIn('direct', 3, 'Jon', 48)]),
      serving: { endpoint: '203.0.113.10:3478', clients: 1, bytesForwarded: 18_400_000 },
      relays: [
        {
          id: 'r1',
          endpoint: '198.51.100.20:3478',
          reached: true,
          rttMs: 21,
          transport: 'udp',
          mine: true,
        },
        { id: 'r2', endpoint: '192.0.2.77:3478', reached: false, rttMs: null, transport: 'tcp', mine: false },
      ],
      network: {
        grade: 'moderate',
        reason: 'filters-strangers',
        mappedEndpoint: null,
        report: {
          mapping: 'endpoint-independent',
          filtering: 'address-and-port-dependent',
          hairpinning: 'no',
          udp: 'works',
          captivePortal: 'no',
          publicAddress: '203.0.113.10',
          portPreserved: 'yes',
          servers: [],
          at: '2026-11-21T05:00:00.000Z',
        },
      },
    },
  }));
  await page.getByRole('button', { name: 'Moderate NAT' }).click();
  await expect(page.getByRole('dialog')).toContainText('address and port-dependent');
  await expect(page.getByRole('dialog')).toContainText('1 friend uses this computer as a relay');
  await survey(page, info, 'network');
});

test('alerts are counted and told', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  await page.getByRole('button', { name: 'Alerts' }).click();
  await expect(page.getByRole('dialog')).toContainText('Mara: latency up to 184 ms');
  await expect(page.getByRole('dialog')).toContainText(/ended 6\smin ago/);
  await survey(page, info, 'alerts');
});

test('the command menu finds places, players and actions in both languages', async ({ openApp }, info) => {
  const { page } = await openApp({ scenario: 'mixed' });
  const { keyboard } = page;
  await keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await survey(page, info, 'commands');
  await keyboard.type('sam');
  await keyboard.press('Enter');
  await heading(page, 'Sam');
  await keyboard.press('ControlOrMeta+k');
  await keyboard.type('deutsch');
  await keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Party verlassen' })).toBeVisible();
  await keyboard.press('ControlOrMeta+k');
  await keyboard.type('ziele');
  await keyboard.press('Enter');
  await heading(page, 'Ziele');
  await keyboard.press('ControlOrMeta+k');
  await keyboard.type('xyzzy');
  await expect(page.getByText('Nichts enthält diese Wörter.')).toBeVisible();
  await keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toBeHidden();
});

for (const scenario of ['mixed', 'helperMissing'] as const) {
  test(`nothing is cut off at twice the size (${scenario})`, async ({ openApp }, info) => {
    const { page } = await openApp({ scenario });
    // What 200 % does to a window of 1080 × 720: half as many pixels for the page.
    await page.setViewportSize({ width: 540, height: 360 });
    for (const name of ['Settings', 'Targets', 'Log', 'About']) {
      await page.evaluate(() => window.scrollTo(0, 0));
      await place(page, name).click();
      await expect(page.getByRole('heading', { name, exact: false }).first()).toBeVisible();
      const wide = await page.evaluate(() => document.querySelector('main')?.scrollWidth ?? 0);
      const there = await page.evaluate(() => document.querySelector('main')?.clientWidth ?? 0);
      expect(wide, name).toBeLessThanOrEqual(there);
      await page.screenshot({ path: info.outputPath(`zoom-${scenario}-${name}.png`) });
    }
  });
}
