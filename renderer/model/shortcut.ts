/** A key as this system writes it: `Ctrl K`, or `⌘K` on a Mac. */
export function shortcut(key: string): string {
  return navigator.platform.startsWith('Mac') ? key.replace('Ctrl ', '⌘') : key;
}
