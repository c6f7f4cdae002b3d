/** Starts the built desktop app for a test: on Electron where its runtime is present, else on the stand-in. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { _electron, chromium, type ElectronApplication, type Page } from '@playwright/test';
import { chromiumPath } from '../../../build/browser.ts';
import { electronRuntime } from '../../../build/electron-runtime.ts';
import { root } from '../../../build/tree.ts';
import { hostChromium } from './chromium-host.ts';
import { createPeer, type Peer } from './peer.ts';
import type { AppQuestions, HostQuestions } from './questions.ts';

/** Long enough for a cold start of Chromium on a busy machine. */
const START_LIMIT_MS = 120_000;

export interface LaunchOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** A command to run the app under, e.g. `['ip', 'netns', 'exec', 'alice']`. Stand-in only. */
  readonly prefix?: readonly string[];
}

export interface LaunchedApp {
  readonly kind: 'electron' | 'stand-in';
  /** The app's window, with its page loaded. */
  readonly page: Page;
  /** Opens another window with the same preload on a page that is not the app's. */
  openForeign(url: string): Promise<Page>;
  /** Resolves with the exit code when the app has ended, whoever ended it. */
  readonly exited: Promise<number | null>;
  /** Quits as a person would. @returns the exit code. */
  close(): Promise<number | null>;
  /** What stands around the window; null on Electron, whose tray and notifications are the system's and can't be read. */
  readonly desktop: Peer<AppQuestions> | null;
}

/** Which of both a launch would use on this machine. */
export function appKind(): LaunchedApp['kind'] {
  return electronRuntime() === null ? 'stand-in' : 'electron';
}

export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const runtime = electronRuntime();
  return runtime === null ? launchStandIn(options) : launchElectron(runtime, options);
}

async function launchElectron(
  runtime: string,
  { env = {}, args = [], prefix }: LaunchOptions,
): Promise<LaunchedApp> {
  if (prefix !== undefined)
    throw new Error('Playwright reaches Electron over loopback: run the tests under the prefix');
  // Chromium refuses its sandbox to root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    executablePath: runtime,
    args: [...sandbox, root, ...args],
    env: { ...definedEnv(), ...env },
    timeout: START_LIMIT_MS,
  });
  const page = await app.firstWindow();
  await page.waitForLoadState();
  const preload = path.join(root, 'out/preload/preload.cjs');
  const child = app.process();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    kind: 'electron',
    desktop: null,
    page,
    exited,
    async openForeign(url) {
      const [opened] = await Promise.all([app.waitForEvent('window'), openForeignWindow(app, preload, url)]);
      await opened.waitForLoadState();
      return opened;
    },
    async close() {
      await app.close();
      return exited;
    },
  };
}

function openForeignWindow(app: ElectronApplication, preload: string, url: string): Promise<void> {
  return app.evaluate(
    ({ BrowserWindow }, [preload, url]) => new BrowserWindow({ webPreferences: { preload } }).loadURL(url),
    [preload, url] as const,
  );
}

async function launchStandIn({ env = {}, args = [], prefix = [] }: LaunchOptions): Promise<LaunchedApp> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error('no Chromium was found for the stand-in');
  const browser = await chromium.launch({ executablePath, args: ['--disable-gpu', '--disable-quic'] });
  const register = path.join(import.meta.dirname, 'register.ts');
  const node = path.join(root, 'node_modules/node/bin/node');
  const [command = '', ...rest] = [...prefix, node, '--import', register, 'out/main/main.js', ...args];
  const child = spawn(command, rest, {
    cwd: root,
    env: { ...definedEnv(), ...env },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));

  const host = hostChromium(browser, () => app);
  const app: Peer<AppQuestions> = createPeer<AppQuestions, HostQuestions>(
    {
      send: (message) => void (child.connected && child.send(message)),
      onMessage: (listener) => child.on('message', listener),
    },
    host.answers,
  );
  const page = await firstPage();

  async function firstPage(): Promise<Page> {
    const loaded = new Promise<Page>((resolve) => host.onLoaded(resolve));
    const gone = exited.then(async (code) => {
      await browser.close();
      const dialogs = host.errors.map(({ title, content }) => `${title}: ${content}`);
      throw new Error([`the app ended with code ${code}`, ...dialogs, stderr].join('\n'));
    });
    return Promise.race([loaded, gone]);
  }

  return {
    kind: 'stand-in',
    desktop: app,
    page,
    exited,
    async openForeign(url) {
      await app.ask('openForeignWindow', { url });
      return host.pages.at(-1) as Page;
    },
    async close() {
      // It may be on its way out already, asked by somebody else: then it answers no more.
      if (child.connected) await Promise.race([app.ask('quit', {}), exited]);
      const code = await exited;
      await browser.close();
      return code;
    },
  };
}

function definedEnv(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
