import { texts } from '../texts.ts';

/** One key as it stands on this system's keyboards: `Ctrl`, `Strg`, or `⌘` on a Mac. */
export function keyCap(key: string): string {
  if (key !== 'Ctrl') return key;
  return isMac() ? '⌘' : texts().keys.ctrl;
}

/** Keys pressed together, as this system writes them: `Ctrl K`, or `⌘K` on a Mac. */
export function shortcut(...keys: readonly string[]): string {
  return keys.map(keyCap).join(isMac() ? '' : ' ');
}

function isMac(): boolean {
  return navigator.platform.startsWith('Mac');
}
