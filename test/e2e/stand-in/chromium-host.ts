/** Chromium in the place of Electron's pages: one context for each window, driven for the app's process. */
import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';
import { toApp, toChromium } from './addresses.ts';
import type { Answers, Peer } from './peer.ts';
import type { AppQuestions, HostQuestions, WindowRequest } from './questions.ts';
import { joinWorlds, startPage, startPreload, type ToPreload } from './worlds.ts';

const WORLD = 'preload';
/** Electron's name of a permission → the one that Playwright grants. All that Chromium can be granted here. */
const PERMISSIONS = {
  'clipboard-sanitized-write': 'clipboard-write',
  'clipboard-read': 'clipboard-read',
  notifications: 'notifications',
  geolocation: 'geolocation',
  media: 'camera',
} as const;

interface HostedWindow {
  readonly page: Page;
  send(message: ToPreload): Promise<void>;
  /** True while a navigation that the app asked for is under way. */
  loading: boolean;
}

export interface ChromiumHost {
  readonly answers: Answers<HostQuestions>;
  /** Pages in the order in which the app opened them. */
  readonly pages: readonly Page[];
  /** Called once for each page, when its first address has loaded. */
  onLoaded(listener: (page: Page) => void): void;
  /** What dialogs the app showed. */
  readonly errors: readonly { title: string; content: string }[];
}

export function hostChromium(browser: Browser, app: () => Peer<AppQuestions>): ChromiumHost {
  const windows = new Map<number, HostedWindow>();
  const pages: Page[] = [];
  const errors: { title: string; content: string }[] = [];
  const loaded: ((page: Page) => void)[] = [];

  function windowOf(id: number): HostedWindow {
    const window = windows.get(id);
    if (window === undefined) throw new Error(`window ${id} is not open`);
    return window;
  }

  return {
    pages,
    errors,
    onLoaded: (listener) => void loaded.push(listener),
    answers: {
      async openWindow(request) {
        const window = await openWindow(browser, app, request);
        windows.set(request.window, window);
        pages.push(window.page);
        window.page.on('close', () => {
          windows.delete(request.window);
          void app().ask('windowClosed', { window: request.window });
        });
      },
      async loadUrl({ window: id, url }) {
        const window = windowOf(id);
        window.loading = true;
        try {
          await window.page.goto(toChromium(url));
        } finally {
          window.loading = false;
        }
        for (const listener of loaded) listener(window.page);
      },
      // Sent while the window was being closed: there is nobody left to read it.
      send: ({ window, channel, args }) => windows.get(window)?.send({ channel, args }),
      closeWindow: ({ window }) => windowOf(window).page.close(),
      showError: (message) => void errors.push(message),
    },
  };
}

async function openWindow(
  browser: Browser,
  app: () => Peer<AppQuestions>,
  { window: id, width, height, preload }: WindowRequest,
): Promise<HostedWindow> {
  const granted = await app().ask('grantedOf', { window: id, permissions: Object.keys(PERMISSIONS) });
  const permissions = Object.entries(PERMISSIONS).flatMap(([name, its]) =>
    granted.includes(name) ? [its] : [],
  );
  const context = await browser.newContext({ viewport: { width, height }, permissions });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const send = await installWorlds(session, preload, {
    invoke: (channel, args) => app().ask('invoke', { window: id, url: toApp(page.url()), channel, args }),
    async open(url) {
      if (await app().ask('mayOpen', { window: id, url: toApp(url) })) {
        throw new Error(`the stand-in cannot open ${url}`);
      }
    },
  });
  const window: HostedWindow = { page, send, loading: false };
  await routeAll(context, page, app, id, () => window.loading);
  // A link to a new window; Chromium has made it by the time that anybody can be asked.
  context.on('page', (opened) => {
    void refuseWindow(app, id, opened);
  });
  return window;
}

/** Answers every request from the app's own handlers; what they don't know never reaches a network. */
async function routeAll(
  context: BrowserContext,
  page: Page,
  app: () => Peer<AppQuestions>,
  window: number,
  isLoading: () => boolean,
): Promise<void> {
  // Whatever is not this page's, such as a window that it was refused.
  await context.route('**', (route) => route.abort('blockedbyclient'));
  await page.route('**', async (route) => {
    const request = route.request();
    const url = toApp(request.url());
    if (request.isNavigationRequest()) {
      const isMainFrame = request.frame() === page.mainFrame();
      const own = isMainFrame && isLoading();
      if (!own && !(await app().ask('mayNavigate', { window, url, isMainFrame })))
        return route.abort('aborted');
    }
    const response = await app().ask('fetch', { url, method: request.method() });
    if (response === null) return route.abort('internetdisconnected');
    const { status, headers, body } = response;
    return route.fulfill({ status, headers, body: Buffer.from(body) });
  });
}

async function refuseWindow(app: () => Peer<AppQuestions>, window: number, opened: Page): Promise<void> {
  const url = toApp(opened.url());
  await opened.close();
  if (await app().ask('mayOpen', { window, url })) throw new Error(`the stand-in cannot open ${url}`);
}

interface FromPage {
  invoke(channel: string, args: readonly unknown[]): Promise<unknown>;
  /** Called for a window that the page wants; it never gets one. */
  open(url: string): Promise<void>;
}

/** Puts the two worlds into every document of the page. @returns sends into the preload's world. */
async function installWorlds(
  session: CDPSession,
  preload: string,
  { invoke, open }: FromPage,
): Promise<(message: ToPreload) => Promise<void>> {
  const secret = `stand-in-${randomUUID()}`;
  const opened = `${secret}:open`;
  let context: number | null = null;

  const send = async (message: ToPreload): Promise<void> => {
    if (context === null) return;
    const call = `globalThis[${JSON.stringify(`${secret}:receive`)}](${JSON.stringify(JSON.stringify(message))})`;
    await session.send('Runtime.evaluate', { expression: call, contextId: context }).catch(ignoreGone);
  };
  const answer = async (id: number, channel: string, args: readonly unknown[]): Promise<void> => {
    try {
      await send({ settle: id, value: await invoke(channel, args) });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await send({ settle: id, error: `Error invoking remote method '${channel}': ${why}` });
    }
  };

  session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name === opened) {
      void open(payload);
      return;
    }
    context = executionContextId;
    const { id, channel, args } = JSON.parse(payload);
    void answer(id, channel, args);
  });
  session.on('Runtime.exceptionThrown', ({ exceptionDetails: { text, exception } }) => {
    console.error(`in the page: ${exception?.description ?? text}`);
  });
  await session.send('Page.enable');
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: opened });
  await session.send('Runtime.addBinding', { name: secret, executionContextName: WORLD });
  const [join, key] = [joinWorlds.toString(), JSON.stringify(secret)];
  await session.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `(${startPage})(${join}, ${key}, ${JSON.stringify(opened)});`,
  });
  await session.send('Page.addScriptToEvaluateOnNewDocument', {
    worldName: WORLD,
    source: `(${startPreload})(${join}, ${key}, function (require, module, exports) {${preload}\n});`,
  });
  return send;
}

/** A document that was left or closed in the meantime has no more use for the answer. */
function ignoreGone(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (!/Cannot find context|has been closed|Target closed/.test(message)) throw error;
}
