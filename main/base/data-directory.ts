import { posix, resolve, win32 } from 'node:path';

/** What decides where an engine keeps its settings, keys and logs. */
export interface DataDirectoryInput {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly home: string;
  readonly environment: {
    readonly dataDir: string | null;
    readonly xdgConfigHome: string | null;
    readonly appData: string | null;
  };
}

/**
 * Names the data folder, absolute: the switch's, else the one that this system keeps for an application's data.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function dataDirectory({ platform, isRoot, home, environment }: DataDirectoryInput): string {
  if (environment.dataDir !== null) return resolve(environment.dataDir);
  if (platform === 'win32') {
    return win32.join(environment.appData ?? win32.join(home, 'AppData', 'Roaming'), 'LANrage');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'LANrage');
  if (isRoot) return '/var/lib/lanrage';
  // The specification has relative values ignored.
  const config = environment.xdgConfigHome?.startsWith('/')
    ? environment.xdgConfigHome
    : posix.join(home, '.config');
  return posix.join(config, 'lanrage');
}
