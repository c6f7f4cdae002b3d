import type { DesktopApi, ShellEventValue } from '../../shared/ipc/api.ts';
import { go, type Route, writeInvite } from './ui-store.ts';

/** Goes where a link, the tray or the menu asks for. Nothing is joined by that alone. @returns its end. */
export function followShell(api: Pick<DesktopApi, 'onShell'>): () => void {
  return api.onShell('placeAsked', ({ place, invite }) => {
    if (invite !== null) writeInvite(invite);
    go(ROUTES[place]);
  });
}

const ROUTES: Readonly<Record<ShellEventValue<'placeAsked'>['place'], Route>> = {
  new: { screen: 'start', card: 'create' },
  join: { screen: 'start', card: 'join' },
  settings: { screen: 'settings' },
  home: { screen: 'parties' },
  fix: { screen: 'fix' },
};
