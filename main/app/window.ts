import path from 'node:path';
import { BrowserWindow, screen } from 'electron';
import type { Log } from '../base/log/log.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

export interface WindowOptions {
  /** Path of the built preload. */
  readonly preload: string;
  /** Developer tools can be opened; never in a packaged app. */
  readonly devTools: boolean;
  /** Where its place is kept. */
  readonly stateDir: string;
  /** Stays in the tray until somebody wants it. */
  readonly hidden: boolean;
  readonly log: Log;
}

/** Makes the one window where it was last; it shows itself once it has something to show, so that it never flashes white. */
export function createWindow({ preload, devTools, stateDir, hidden, log }: WindowOptions): BrowserWindow {
  const statePath = path.join(stateDir, 'window-state.json');
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const kept = readWindowState(statePath, workAreas);
  const window = new BrowserWindow({
    width: 1080,
    height: 720,
    ...kept?.bounds,
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
  if (kept?.maximised) window.maximize();
  window.once('ready-to-show', () => {
    if (!hidden) window.show();
  });
  window.on('close', () => {
    const state = { bounds: window.getNormalBounds(), maximised: window.isMaximized() };
    writeWindowState(statePath, state, log);
  });
  return window;
}

/** Brings a window to the person who asked for it. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
