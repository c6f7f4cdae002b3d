/** The renderer's way to the engine: the preload's bridge on the desktop, a WebSocket in a browser. */
import type { LanrageApi } from '../../shared/ipc/api.ts';
import { openSocketConnection } from './socket-connection.ts';
import { takeToken } from './token.ts';

/** `refused`: the engine is there and does not accept this page's token; only a new page can help. */
export type LinkStatus = 'connecting' | 'online' | 'offline' | 'refused';

export interface Connection {
  readonly api: LanrageApi;
  /** Calls back with the status as it is, and at each change, until the returned function is called. */
  onStatus(listener: (status: LinkStatus) => void): () => void;
  /** Ends the connection; it does not come back. */
  close(): void;
}

declare global {
  interface Window {
    /** Put there by the preload; absent in a browser. */
    readonly lanrage?: LanrageApi;
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
