/** One engine a data directory. The system drops the lock when its holder ends, however it ends. */
import { closeSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { isCorruption, type WriteFault, writeFault } from './storage-fault.ts';

const SQLITE_BUSY = 5;

export interface InstanceLock {
  /** The file was no database and had to be emptied. */
  readonly wasDamaged: boolean;
  /** Lets another engine start; called twice, it does nothing. */
  release(): void;
}

/**
 * Locks a data directory, which must exist, for this process. Never waits.
 * The lock is SQLite's own on an empty file: crash-safe on every system, and without stale process numbers. The
 * holder's number stands in a file beside it, only to be shown.
 * @fault engine.already-running - another engine holds it; pid 0 where it cannot be told.
 * @fault storage.full @fault storage.unwritable
 */
export function lockInstance(dataDir: string): Result<InstanceLock, 'engine.already-running' | WriteFault> {
  const path = join(dataDir, 'lock.db');
  const pidPath = join(dataDir, 'lock.pid');
  let locked: { readonly database: DatabaseSync; readonly wasDamaged: boolean } | null = null;
  try {
    makeOwnerOnly(path);
    locked = lock(path);
    writeFileSync(pidPath, String(process.pid), { mode: 0o600 });
  } catch (error) {
    locked?.database.close();
    return fail(
      isBusy(error)
        ? fault('engine.already-running', { dataDir, pid: readPid(pidPath) })
        : writeFault(error, dataDir),
    );
  }
  const { database: held, wasDamaged } = locked;
  return ok({
    wasDamaged,
    release() {
      if (!held.isOpen) return;
      rmSync(pidPath, { force: true });
      held.close();
    },
  });
}

/** Nobody holds a file that is found damaged. It is emptied, not removed: who locks it at this moment keeps it. */
function lock(path: string): { database: DatabaseSync; wasDamaged: boolean } {
  try {
    return { database: lockFile(path), wasDamaged: false };
  } catch (error) {
    if (!isCorruption(error)) throw error;
    truncateSync(path);
    return { database: lockFile(path), wasDamaged: true };
  }
}

function lockFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Whoever may read the file could lock it, so it is the owner's alone from the start. One that is there is not opened:
 * closing it again would drop this process's POSIX locks on it.
 */
function makeOwnerOnly(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === SQLITE_BUSY;
}

/** 0 in the moment before the holder has written it. */
function readPid(path: string): number {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
