/** Invites that come from outside: `lanrage://join/…` from a browser, a chat or a second start of the app. */
import { app } from 'electron';
import { INVITE_SCHEME } from '../../shared/invite/link.ts';

/** Longer than any invite that the join card takes. */
const LINK_LIMIT = 2000;

/** The first invite link among the words of a command line; null when there is none that could be one. */
export function findLink(words: readonly string[]): string | null {
  const scheme = `${INVITE_SCHEME}:`;
  return words.find((word) => word.toLowerCase().startsWith(scheme) && word.length <= LINK_LIMIT) ?? null;
}

/**
 * Calls back for each link that the system opens with the app, from the first one on the command line on. Nothing is
 * joined by a link alone: it only fills the join card.
 */
export function onLink(argv: readonly string[], open: (link: string) => void): void {
  const offer = (words: readonly string[]): void => {
    const link = findLink(words);
    if (link !== null) open(link);
  };
  app.on('second-instance', (_event, words) => offer(words));
  // macOS opens links by an event, also those that the app was started for.
  app.on('open-url', (event, url) => {
    event.preventDefault();
    offer([url]);
  });
  offer(argv);
}

/** Tells the system that links of this scheme are ours; installed packages do so by themselves as well. */
export function claimLinks(): void {
  // Windows puts a link into the command as it is: behind this no quote in one makes an option of Chromium's.
  if (app.isPackaged) app.setAsDefaultProtocolClient(INVITE_SCHEME, process.execPath, ['--']);
}
