import { join } from 'node:path';

export interface Resources {
  /** Entry of the elevated helper. */
  readonly helperScript: string;
  /** The built renderer. */
  readonly rendererDir: string;
}

/** Files that LANrage runs and serves, found from where this code runs: out/cli/ when built, main/cli/ from source. */
export function findResources(here: string = import.meta.filename): Resources {
  const fromHere = (...names: string[]): string => join(here, '..', '..', ...names);
  return here.endsWith('.ts')
    ? { helperScript: fromHere('helper/helper.ts'), rendererDir: fromHere('../out/renderer') }
    : { helperScript: fromHere('helper/helper.js'), rendererDir: fromHere('renderer') };
}
