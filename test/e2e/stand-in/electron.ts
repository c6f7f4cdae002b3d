/**
 * A stand-in for the `electron` module, for machines that have no Electron runtime: plain Node in the place of the
 * main process, Debian's Chromium in the place of the pages. The built main, preload and renderer run unchanged.
 * It knows what the app uses and throws at everything else.
 */
import { createApp } from './app.ts';
import { createDesktopParts } from './desktop-parts.ts';
import { createDialog, createIpcMain, createProtocol, createSession } from './parts.ts';
import { createPeer } from './peer.ts';
import type { AppQuestions, HostQuestions } from './questions.ts';
import { createSafeStorage } from './safe-storage.ts';
import { createWindows } from './windows.ts';

if (process.send === undefined) throw new Error('the stand-in for electron is started by launchApp only');

const host = createPeer<HostQuestions, AppQuestions>(
  {
    send: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  },
  {
    fetch: (request) => protocolPart.fetch(request),
    invoke({ window, url, channel, args }) {
      const { part: sender, frameAt } = windows.contentsOf(window);
      return ipcPart.invoke({ sender, senderFrame: frameAt(url) }, channel, args);
    },
    mayNavigate: ({ window, url, isMainFrame }) => windows.contentsOf(window).mayNavigate(url, isMainFrame),
    mayOpen: ({ window, url }) => windows.contentsOf(window).mayOpen(url),
    grantedOf({ window, permissions }) {
      const { part } = windows.contentsOf(window);
      return permissions.filter((permission) => sessionPart.isGranted(part, permission));
    },
    windowClosed: ({ window }) => windows.closed(window),
    openForeignWindow: ({ url }) => windows.openForeign(url),
    quit: () => appPart.quit(),
    shownTray: () => desktop.shownTray(),
    clickTray: ({ path }) => desktop.clickTray(path),
    shownMenu: () => desktop.shownMenu(),
    clickMenu: ({ path }) => desktop.clickMenu(path),
    notifications: () => desktop.notifications(),
    clickNotification: ({ title }) => desktop.clickNotification(title),
    openedOutside: () => desktop.openedOutside(),
    clipboardText: () => desktop.clipboardText(),
    wakeUp: () => desktop.wakeUp(),
    closeWindow: () => windows.closeAsPerson(),
    isWindowVisible: () => windows.isVisible(),
  },
);
// Whoever started the app is gone, and Chromium with it.
process.on('disconnect', () => appPart.quit());

const desktop = createDesktopParts();
const windows = createWindows(
  () => host,
  () => appPart,
);
const appPart = createApp(() => windows.closeAll());
const protocolPart = createProtocol(appPart.isReady);
const ipcPart = createIpcMain();
const sessionPart = createSession();

export const { app } = appPart;
export const { BrowserWindow } = windows;
export const { protocol } = protocolPart;
export const { ipcMain } = ipcPart;
export const { session } = sessionPart;
export const safeStorage = createSafeStorage(appPart.isReady);
export const dialog = createDialog(() => host);
export const { Menu, Tray, Notification, nativeImage, nativeTheme, screen, shell, clipboard, powerMonitor } =
  desktop.parts;
