/** Pages that may be opened in the person's own browser, by a link of ours and nobody else's. */
import { shell } from 'electron';
import type { Log } from '../base/log/log.ts';

const ALLOWED = [{ host: 'www.wireguard.com', path: '/install/' }] as const;

/** Opens a page that stands on the list; everything else is refused and logged. */
export function openOutside(url: string, log: Log): void {
  if (!isAllowed(url)) {
    log.warn('navigation refused', { what: 'window', url });
    return;
  }
  shell.openExternal(url).catch((error: unknown) => log.warn('no browser was opened', { error }));
}

/** True for https pages on the list, without user, port or anything else that could lead astray. */
export function isAllowed(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, pathname, username, password } = new URL(url);
  const isPlain = protocol === 'https:' && username === '' && password === '';
  return isPlain && ALLOWED.some((page) => page.host === host && page.path === pathname);
}
