import { readFileSync } from 'node:fs';
import type { AppPart } from './app.ts';
import { knownEvents, loud, refuseUnknown } from './loud.ts';
import type { Peer } from './peer.ts';
import type { HostQuestions } from './questions.ts';

const WINDOW_EVENTS = ['ready-to-show', 'show', 'restore', 'close', 'closed'];
const CONTENTS_EVENTS = [
  'did-finish-load',
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
];
const OPTIONS = [
  'x',
  'y',
  'width',
  'height',
  'minWidth',
  'minHeight',
  'title',
  'show',
  'autoHideMenuBar',
  'backgroundColor',
  'webPreferences',
];
/** What the stand-in's pages are, always; anything weaker could not be shown by it. */
const PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
} as const;
const FREE_PREFERENCES = ['preload', 'devTools', 'spellcheck'];

interface WindowOptions {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly show: boolean;
  readonly webPreferences: { readonly preload: string } & Readonly<Record<string, unknown>>;
}

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

/** One frame of a page, as main sees it: `senderFrame === sender.mainFrame` holds for the same page only. */
export interface Frame {
  readonly url: string;
  readonly origin: string;
}

interface Contents {
  emit(name: string): void;
  readonly part: { readonly mainFrame: Frame };
  /** The main frame with this address: a new one after a navigation, the same one until then. */
  frameAt(url: string): Frame;
  mayNavigate(url: string, isMainFrame: boolean): boolean;
  mayOpen(url: string): boolean;
}

interface OpenWindow {
  readonly contents: Contents;
  /** Says that it is about to be closed. @returns whether the app keeps it. */
  mayStay(): boolean;
  isVisible(): boolean;
  closed(): void;
  close(): Promise<void>;
}

export interface WindowsPart {
  /** What `import { BrowserWindow } from 'electron'` gets. */
  readonly BrowserWindow: new (
    options: WindowOptions,
  ) => object;
  contentsOf(window: number): Contents;
  /** The page is gone, because somebody closed it. */
  closed(window: number): void;
  closeAll(): Promise<void>;
  openForeign(url: string): Promise<void>;
  /** Closes the first window as its button does: the app may keep it. */
  closeAsPerson(): void;
  isVisible(): boolean;
}

export function createWindows(host: () => Peer<HostQuestions>, app: () => AppPart): WindowsPart {
  const windows = new Map<number, OpenWindow>();
  let last = 0;
  let lastPreload: string | null = null;

  function openWindow(options: WindowOptions): object {
    if (!app().isReady()) throw new Error('a BrowserWindow cannot be made before app is ready');
    checkOptions(options);
    last += 1;
    const window = last;
    const { events, emit, emitPreventable } = knownEvents('BrowserWindow', WINDOW_EVENTS);
    let visible = options.show;
    let destroyed = false;

    const { preload } = options.webPreferences;
    lastPreload = preload;
    const source = readFileSync(preload, 'utf8');
    const opened = host().ask('openWindow', {
      window,
      width: options.width,
      height: options.height,
      preload: source,
    });
    const contents = createContents((channel, args) => {
      void opened.then(() => host().ask('send', { window, channel, args }));
    });

    const closed = (): void => {
      if (destroyed) return;
      destroyed = true;
      windows.delete(window);
      emit('closed');
      if (windows.size === 0) app().emit('window-all-closed');
    };
    windows.set(window, {
      contents,
      closed,
      mayStay: () => emitPreventable('close', {}),
      isVisible: () => visible,
      async close() {
        emit('close', { preventDefault: () => undefined });
        destroyed = true;
        windows.delete(window);
        emit('closed');
        await host().ask('closeWindow', { window });
      },
    });
    app().emit('web-contents-created', {}, contents.part);

    return loud('BrowserWindow', {
      ...events,
      webContents: contents.part,
      async loadURL(url: string) {
        await opened;
        await host().ask('loadUrl', { window, url });
        emit('ready-to-show');
        contents.emit('did-finish-load');
      },
      show() {
        visible = true;
        emit('show');
      },
      focus: () => undefined,
      hide() {
        visible = false;
      },
      maximize: () => undefined,
      isMaximized: () => false,
      /** Nobody can say which window of a headless Chromium has the focus. */
      isFocused: () => false,
      getNormalBounds: () => ({
        x: options.x ?? 0,
        y: options.y ?? 0,
        width: options.width,
        height: options.height,
      }),
      restore: () => emit('restore'),
      isVisible: () => visible,
      isMinimized: () => false,
      isDestroyed: () => destroyed,
    });
  }

  class BrowserWindow {
    constructor(options: WindowOptions) {
      // biome-ignore lint/correctness/noConstructorReturn: callers get the loud proxy, never the bare object.
      return openWindow(options);
    }
  }

  return {
    BrowserWindow,
    contentsOf(window) {
      const open = windows.get(window);
      if (open === undefined) throw new Error(`window ${window} is closed`);
      return open.contents;
    },
    closed: (window) => windows.get(window)?.closed(),
    async closeAll() {
      await Promise.all([...windows.values()].map((window) => window.close()));
    },
    closeAsPerson() {
      const first = [...windows.values()][0];
      if (first === undefined || first.mayStay()) return;
      void first.close().then(() => {
        if (windows.size === 0) app().emit('window-all-closed');
      });
    },
    isVisible: () => [...windows.values()].some((window) => window.isVisible()),
    async openForeign(url) {
      if (lastPreload === null) throw new Error('the app has opened no window yet');
      const webPreferences = { ...PREFERENCES, preload: lastPreload };
      const foreign = openWindow({ width: 400, height: 300, show: true, webPreferences });
      await (foreign as { loadURL(url: string): Promise<void> }).loadURL(url);
    },
  };
}

function createContents(send: (channel: string, args: readonly unknown[]) => void): Contents {
  const { events, emit, emitPreventable } = knownEvents('WebContents', CONTENTS_EVENTS);
  let openHandler: OpenHandler = () => ({ action: 'allow' });
  let frame: Frame = { url: '', origin: '' };
  const part = loud('WebContents', {
    ...events,
    get mainFrame() {
      return frame;
    },
    send: (channel: string, ...args: readonly unknown[]) => send(channel, args),
    setWindowOpenHandler(handler: OpenHandler) {
      openHandler = handler;
    },
  });
  return {
    part,
    emit,
    frameAt(url) {
      if (frame.url !== url) frame = { url, origin: originOf(url) };
      return frame;
    },
    mayNavigate(url, isMainFrame) {
      const details = { url, isMainFrame };
      if (emitPreventable('will-frame-navigate', details)) return false;
      return !isMainFrame || !emitPreventable('will-navigate', details, url);
    },
    mayOpen: (url) => openHandler({ url }).action === 'allow',
  };
}

/** Node knows the origins of web schemes only; for it every other one is opaque. */
function originOf(url: string): string {
  const { protocol, host } = new URL(url);
  return host === '' ? 'null' : `${protocol}//${host}`;
}

function checkOptions(options: WindowOptions): void {
  refuseUnknown('window options', options, OPTIONS);
  const { webPreferences } = options;
  refuseUnknown('webPreferences', webPreferences, [...Object.keys(PREFERENCES), ...FREE_PREFERENCES]);
  for (const [name, value] of Object.entries(PREFERENCES)) {
    if (webPreferences[name] !== value) throw new Error(`the stand-in only has pages with ${name}: ${value}`);
  }
}
