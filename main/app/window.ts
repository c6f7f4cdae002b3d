import { BrowserWindow } from 'electron';

export interface WindowOptions {
  /** Path of the built preload. */
  readonly preload: string;
  /** Developer tools can be opened; never in a packaged app. */
  readonly devTools: boolean;
}

/** Makes the one window; it shows itself once it has something to show, so that it never flashes white. */
export function createWindow({ preload, devTools }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1080,
    height: 720,
    minWidth: 760,
    minHeight: 520,
    title: 'LANrage',
    show: false,
    autoHideMenuBar: true,
    // The canvas of the dark theme, seen while the page loads.
    backgroundColor: '#0C0F14',
    webPreferences: {
      preload,
      devTools,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  return window;
}

/** Brings a window to the person who started the app a second time. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
