/** What no page may do, whatever runs in it: leave, open windows, embed others, or ask for the machine's devices. */
import { app, type Session, type WebContents } from 'electron';
import type { Log } from '../base/log/log.ts';
import { APP_URL } from './app-protocol.ts';
import { openOutside } from './links-outside.ts';

/** Copy buttons write text; everything else that a page can ask for, reading the clipboard included, is refused. */
const GRANTED = 'clipboard-sanitized-write';

/** Locks every page of the app, also ones that are made later. To be called before the first window. */
export function lockDown(log: Log): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, log));
}

/** Refuses every permission of the pages in a session but writing text to the clipboard. */
export function lockSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => {
    if (permission !== GRANTED) log.warn('permission refused', { permission });
    decide(permission === GRANTED);
  });
  session.setPermissionCheckHandler((_contents, permission) => permission === GRANTED);
  session.setDevicePermissionHandler(() => false);
}

function lockContents(contents: WebContents, log: Log): void {
  const refuse = (event: { preventDefault(): void }, what: string, url: string): void => {
    event.preventDefault();
    log.warn('navigation refused', { what, url });
  };
  contents.on('will-navigate', (event) => {
    if (event.url !== APP_URL) refuse(event, 'navigation', event.url);
  });
  contents.on('will-redirect', (event) => refuse(event, 'redirect', event.url));
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) refuse(event, 'frame', event.url);
  });
  contents.on('will-attach-webview', (event, _preferences, { src = '' }) => refuse(event, 'webview', src));
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url, log);
    return { action: 'deny' };
  });
}
