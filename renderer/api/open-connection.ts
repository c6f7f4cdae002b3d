/** The renderer's way to the engine: the preload's bridge on the desktop, a WebSocket in a browser. */
import type { DesktopApi, LanrageApi } from '../../shared/ipc/api.ts';
import type { Connection } from './connection.ts';
import { openSocketConnection } from './socket-connection.ts';
import { takeToken } from './token.ts';

declare global {
  interface Window {
    /** Put there by the preload; absent in a browser. */
    readonly lanrage?: DesktopApi;
  }
}

/** Opens the transport that this page has. Never rejects: failure shows as a status. */
export function openConnection(page: Window): Connection {
  if (page.lanrage !== undefined) return bridge(page.lanrage);
  const { protocol, host } = page.location;
  return openSocketConnection({
    url: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api`,
    token: takeToken(page),
  });
}

/** The engine lives in the process that holds this window, so this connection can't be lost. */
function bridge(api: LanrageApi): Connection {
  return {
    api,
    onStatus(listener) {
      listener('online');
      return () => undefined;
    },
    close: () => undefined,
  };
}
