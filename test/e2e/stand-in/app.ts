import { mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { knownEvents, loud } from './loud.ts';

const EVENTS = [
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
  'second-instance',
  'web-contents-created',
  'open-url',
  'activate',
];

export interface AppPart {
  /** What `import { app } from 'electron'` gets. */
  readonly app: object;
  emit(name: string, ...args: readonly unknown[]): void;
  isReady(): boolean;
  quit(): void;
}

/** Makes `app`. @param closeWindows - closes all of them, without asking. */
export function createApp(closeWindows: () => Promise<void>): AppPart {
  const { events, emit, emitPreventable } = knownEvents('app', EVENTS);
  const ready = Promise.withResolvers<void>();
  let isReady = false;
  let userData: string | null = null;
  let lock: string | null = null;

  // As in Electron, ready comes once the main script has been evaluated.
  setImmediate(() => {
    isReady = true;
    ready.resolve();
  });

  function quit(): void {
    if (emitPreventable('before-quit', {})) return;
    void closeWindows().then(() => {
      if (!emitPreventable('will-quit', {})) exit(0);
    });
  }

  function exit(code: number): void {
    emit('quit', {}, code);
    if (lock !== null) rmSync(lock, { force: true });
    process.exit(code);
  }

  /** As Chromium does it: a link in the folder of the user's data that names the process holding it. */
  function requestSingleInstanceLock(): boolean {
    if (userData === null) throw new Error('the stand-in for electron needs app.setPath before the lock');
    mkdirSync(userData, { recursive: true });
    const link = path.join(userData, 'SingletonLock');
    const holder = holderOf(link);
    if (holder !== null) {
      writeFileSync(`${link}.argv`, JSON.stringify(process.argv));
      process.kill(holder, 'SIGUSR2');
      return false;
    }
    rmSync(link, { force: true });
    symlinkSync(String(process.pid), link);
    lock = link;
    process.on('SIGUSR2', () => {
      const argv: string[] = JSON.parse(readFileSync(`${link}.argv`, 'utf8'));
      emit('second-instance', {}, argv, process.cwd(), {});
    });
    return true;
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, quit);

  const app = loud('app', {
    ...events,
    quit,
    exit,
    requestSingleInstanceLock,
    isPackaged: false,
    isReady: () => isReady,
    whenReady: () => ready.promise,
    getPreferredSystemLanguages: () => ['en-GB'],
    getPath(name: string) {
      if (name !== 'appData') throw new Error(`the stand-in for electron does not know the path ${name}`);
      return path.join(userData ?? '', 'appData');
    },
    getVersion: () => JSON.parse(readFileSync('package.json', 'utf8')).version as string,
    setPath(name: string, folder: string) {
      if (name !== 'userData') throw new Error(`the stand-in for electron does not know the path ${name}`);
      userData = folder;
    },
  });
  return { app, emit, isReady: () => isReady, quit };
}

/** The living process that a lock names, or null. */
function holderOf(link: string): number | null {
  try {
    const holder = Number(readlinkSync(link));
    process.kill(holder, 0);
    return holder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}
