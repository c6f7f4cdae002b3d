import { join } from 'node:path';

export interface Resources {
  /** Entry of the elevated helper. */
  readonly helperScript: string;
  /** Entry of a relay's further processes. */
  readonly relayWorkerScript: string;
  /** The built renderer. */
  readonly rendererDir: string;
}

/** Files that LANrage runs and serves, found from where this code runs: out/cli/ when built, main/cli/ from source. */
export function findResources(here: string = import.meta.filename): Resources {
  const fromHere = (...names: string[]): string => join(here, '..', '..', ...names);
  return here.endsWith('.ts')
    ? {
        helperScript: fromHere('helper/helper.ts'),
        relayWorkerScript: fromHere('servers/relay/processes/relay-worker.ts'),
        rendererDir: fromHere('../out/renderer'),
      }
    : {
        helperScript: fromHere('helper/helper.js'),
        relayWorkerScript: fromHere('relay-worker/relay-worker.js'),
        rendererDir: fromHere('renderer'),
      };
}
