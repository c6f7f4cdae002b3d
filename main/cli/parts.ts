import type { openEngine } from '../engine/open-engine.ts';
import type { startServers } from '../servers/serve.ts';
import type { Resources } from './resources.ts';

/** The large parts that commands start. The entry passes the real ones in, so that the rest can be tried without. */
export interface Parts {
  readonly createEngine: typeof openEngine;
  readonly startServers: typeof startServers;
  readonly resources: Resources;
}
