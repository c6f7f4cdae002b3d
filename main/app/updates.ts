/** New releases, through electron-updater: fetched in the background, put in place when the app quits. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import updater from 'electron-updater';
import type { Log } from '../base/log/log.ts';

const CHECK_EVERY_MS = 6 * 3_600_000;
/** The first minutes belong to the game that somebody wants to get to. */
const FIRST_CHECK_AFTER_MS = 5 * 60_000;

export interface UpdateOptions {
  wanted(): boolean;
  /** A release was fetched and checked. */
  onReady(version: string): void;
  readonly log: Log;
}

/**
 * Looks for releases where this installation says from whom it takes them: electron-builder writes that file when a
 * place to publish is configured. The signature of each release is checked by electron-updater against the publisher
 * (Windows), or by the system (macOS); Linux packages are the package manager's. @returns its end.
 */
export function followUpdates({ wanted, onReady, log }: UpdateOptions): () => void {
  if (!app.isPackaged || !existsSync(path.join(process.resourcesPath, 'app-update.yml')))
    return () => undefined;
  const { autoUpdater } = updater;
  autoUpdater.logger = {
    info: (message) => log.debug('update', { message }),
    warn: (message) => log.warn('update', { message }),
    error: (message) => log.warn('update', { message }),
  };
  autoUpdater.autoInstallOnAppQuit = true;
  autoUpdater.allowDowngrade = false;
  autoUpdater.on('update-downloaded', ({ version }) => onReady(version));
  const check = (): void => {
    if (wanted())
      autoUpdater.checkForUpdates().catch((error: unknown) => log.warn('no update check', { error }));
  };
  const first = setTimeout(check, FIRST_CHECK_AFTER_MS);
  const repeated = setInterval(check, CHECK_EVERY_MS);
  return () => {
    clearTimeout(first);
    clearInterval(repeated);
  };
}
