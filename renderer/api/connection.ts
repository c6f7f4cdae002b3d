/** A way to the engine, whatever carries it. */
import type { LanrageApi } from '../../shared/ipc/api.ts';

/** `refused`: the engine is there and does not accept this page's token; only a new page can help. */
export type LinkStatus = 'connecting' | 'online' | 'offline' | 'refused';

export interface Connection {
  readonly api: LanrageApi;
  /** Calls back with the status as it is, and at each change, until the returned function is called. */
  onStatus(listener: (status: LinkStatus) => void): () => void;
  /** Ends the connection; it does not come back. */
  close(): void;
}
