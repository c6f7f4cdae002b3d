/** The built desktop app as a whole: main, preload and renderer, on Electron or on the stand-in. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { root } from '../../build/tree.ts';
import { lockInstance } from '../../main/base/instance-lock.ts';
import type { LanrageApi } from '../../shared/ipc/api.ts';
import { channels } from '../../shared/ipc/channels.ts';
import { test } from './stand-in/fixture.ts';
import { appKind, launchApp } from './stand-in/launch-app.ts';

type Bridged = { readonly lanrage: LanrageApi };

/** Runs the built `lanrage`. */
async function lanrage(dataDir: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const cli = path.join(root, 'out/cli/lanrage.js');
  const env = { ...process.env, LANRAGE_DATA_DIR: dataDir };
  const child = execFile(process.execPath, [cli, ...args], { env, timeout: 120_000 });
  let out = '';
  child.stdout?.on('data', (text: string) => {
    out += text;
  });
  const [code] = await once(child, 'close');
  return { code, out };
}

const heading = (page: Page) => page.getByRole('heading', { name: 'Welcome to LANrage' });

test('opens its window on the welcome screen', async ({ app: { page } }) => {
  await expect(heading(page)).toBeVisible();
});

test('gives the page the names of the contract and nothing else', async ({ app: { page } }) => {
  const names = await page.evaluate(() => Object.keys((window as unknown as Bridged).lanrage));
  expect(names.sort()).toEqual([...channels.calls, 'on', 'onShell'].sort());
});

test('gives the page no way into Node', async ({ app: { page } }) => {
  const found = await page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in window),
  );
  expect(found).toEqual([]);
});

test('lets no page replace the bridge', async ({ app: { page } }) => {
  const replaced = await page.evaluate(() => {
    const before = (window as unknown as Bridged).lanrage;
    try {
      (window as unknown as { lanrage: unknown }).lanrage = 'mine';
    } catch {
      // Strict code throws here, other code is ignored; what counts is what stands there afterwards.
    }
    return (window as unknown as Bridged).lanrage !== before;
  });
  expect(replaced).toBe(false);
});

test('answers calls, and tells the page what changed', async ({ app: { page } }) => {
  const { result, heard } = await page.evaluate(async () => {
    const { lanrage } = window as unknown as Bridged;
    const changed = new Promise<string>((resolve) => {
      const off = lanrage.on('snapshotChanged', ({ displayName }) => {
        if (displayName !== 'Mara') return;
        off();
        resolve(displayName);
      });
    });
    return { result: await lanrage.updateSettings({ displayName: 'Mara' }), heard: await changed };
  });
  expect(result).toMatchObject({ ok: true, value: { displayName: 'Mara' } });
  expect(heard).toBe('Mara');
});

test('answers a call that makes no sense with a fault and never rejects', async ({ app: { page } }) => {
  const results = await page.evaluate(async () => {
    const { lanrage } = window as unknown as Bridged;
    const { createParty } = lanrage as unknown as { createParty(input: unknown): Promise<unknown> };
    return Promise.all([createParty({ name: 7 }), createParty({ name: () => 'x' }), createParty(undefined)]);
  });
  expect(results).toEqual(
    Array(3).fill({ ok: false, fault: { code: 'ipc.bad-request', args: expect.anything() } }),
  );
});

test('refuses to be led to another page', async ({ app: { page } }) => {
  const before = page.url();
  await page.evaluate(() => {
    location.href = 'https://elsewhere.invalid/';
  });
  // The refused navigation has been decided once a later task of the page has run.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  expect(page.url()).toBe(before);
  await expect(heading(page)).toBeVisible();
});

test('opens no further windows for a page', async ({ app: { page } }) => {
  const opened = await page.evaluate(() => window.open('https://elsewhere.invalid/'));
  expect(opened).toBeNull();
  await page.evaluate(() => {
    const link = document.createElement('a');
    Object.assign(link, { href: 'https://elsewhere.invalid/', target: '_blank', textContent: 'away' });
    document.body.append(link);
    link.click();
  });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  await expect.poll(() => page.context().pages().length).toBe(1);
  await expect(heading(page)).toBeVisible();
});

test('carries a strict content policy, which stops a script that was slipped in', async ({
  app: { page },
}) => {
  const policy = await page.evaluate(async () =>
    (await fetch(location.href)).headers.get('content-security-policy'),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.slippedIn = true';
    document.body.append(script);
    return 'slippedIn' in window;
  });
  expect(ran).toBe(false);
});

test('refuses the calls of a page from elsewhere', async ({ app }) => {
  const foreign = await app.openForeign('data:text/html,<title>elsewhere</title>');
  const result = await foreign.evaluate(() => (window as unknown as Bridged).lanrage.getSnapshot({}));
  expect(result).toEqual({
    ok: false,
    fault: { code: 'ipc.bad-request', args: { at: '', reason: 'foreign-sender' } },
  });
});

test('stops its engine before it ends', async ({ app, dataDir }) => {
  const lock = path.join(dataDir, 'lock.pid');
  expect(existsSync(lock)).toBe(true);
  expect(await app.close()).toBe(0);
  expect(existsSync(lock)).toBe(false);
});

test('is reached by the command line like any other engine', async ({ app: { page }, dataDir }) => {
  expect(await lanrage(dataDir, 'settings', 'displayName=Mara')).toMatchObject({ code: 0 });
  const status = await lanrage(dataDir, 'status', '--json');
  expect(JSON.parse(status.out)).toMatchObject({ host: 'desktop', displayName: 'Mara' });
  const { snapshot } = await page.evaluate(async () => ({
    snapshot: await (window as unknown as Bridged).lanrage.getSnapshot({}),
  }));
  expect(snapshot).toMatchObject({ ok: true, value: { displayName: 'Mara' } });
});

test('quits in order when the command line takes it down', async ({ app, dataDir }) => {
  expect(await lanrage(dataDir, 'down')).toMatchObject({ code: 0, out: 'LANrage is down.\n' });
  expect(existsSync(path.join(dataDir, 'lock.pid'))).toBe(false);
  expect(await app.exited).toBe(0);
  expect(await lanrage(dataDir, 'status', '--json')).toMatchObject({ code: 1 });
});

test('writes its log in the form that is set', async ({ app, dataDir }) => {
  expect(await lanrage(dataDir, 'settings', 'logFormat=json')).toMatchObject({ code: 0 });
  expect(await app.close()).toBe(0);
  const lines = readFileSync(path.join(dataDir, 'logs', 'lanrage.log'), 'utf8')
    .trim()
    .split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ level: 'info', message: 'engine is down' });
});

test('leaves the first window alone when it is started a second time', async ({ app, dataDir }) => {
  await expect(launchApp({ env: { LANRAGE_DATA_DIR: dataDir } })).rejects.toThrow();
  const result = await app.page.evaluate(() => (window as unknown as Bridged).lanrage.getSnapshot({}));
  expect(result.ok).toBe(true);
});

test('says in words that another engine holds the data', async ({ dataDir }) => {
  test.skip(appKind() === 'electron', 'a dialog of the system cannot be read by the test');
  const lock = lockInstance(dataDir);
  expect(lock.ok).toBe(true);
  await expect(launchApp({ env: { LANRAGE_DATA_DIR: dataDir } })).rejects.toThrow(/already running/i);
  if (lock.ok) lock.value.release();
});
