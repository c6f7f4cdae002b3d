/** SQLite files of ours: opened, checked and brought to the present layout before anybody reads them. */
import { chmodSync, closeSync, openSync, renameSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { isCorruption, type WriteFault, writeFault } from './storage-fault.ts';
import { inTransaction } from './transaction.ts';

/** A writer holds its lock for ms; whoever waits longer waits for a process that hangs. */
const BUSY_TIMEOUT_MS = 5_000;
const FILE_MODE = 0o600;
const MEMORY = ':memory:';

export interface DatabaseOptions {
  /**
   * When an answered write is on the disk. `full`: before the answer, also after a power cut (settings, membership).
   * `normal`: a power cut may take back the last ones, a crash of the process none (metrics).
   */
  readonly durability?: 'full' | 'normal';
  /** Wall clock, for the name of a damaged file. */
  readonly now?: () => Date;
}

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** Where a damaged file was moved, when an empty one had to take its place. */
  readonly repaired: string | null;
}

export type DatabaseFault = WriteFault | 'storage.newer';

/**
 * Opens a database for its owner alone and runs the migrations that it has not seen, each in a transaction.
 * A damaged file is moved aside and an empty one made. The directory must exist; `:memory:` works.
 * @param migrations - SQL scripts, oldest first; the number of those that ran stands in `user_version`.
 * @fault storage.newer - a later version of the program wrote it. @fault storage.full @fault storage.unwritable
 */
export function openDatabase(
  path: string,
  migrations: readonly string[],
  { durability = 'full', now = () => new Date() }: DatabaseOptions = {},
): Result<OpenedDatabase, DatabaseFault> {
  try {
    return openAndMigrate(path, migrations, durability, null);
  } catch (error) {
    if (path === MEMORY || !isCorruption(error)) return fail(writeFault(error, path));
  }
  try {
    return openAndMigrate(path, migrations, durability, moveAside(path, now()));
  } catch (error) {
    return fail(writeFault(error, path));
  }
}

function openAndMigrate(
  path: string,
  migrations: readonly string[],
  durability: 'full' | 'normal',
  repaired: string | null,
): Result<OpenedDatabase, DatabaseFault> {
  if (path !== MEMORY) makeOwnerOnly(path);
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability};`);
    check(database);
    const found = versionOf(database);
    if (found > migrations.length) {
      database.close();
      return fail(fault('storage.newer', { path, found, known: migrations.length }));
    }
    for (const [index, script] of migrations.entries()) migrate(database, index, script);
    return ok({ database, repaired });
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Throws what SQLite throws for a damaged page that it meets by itself. */
function check(database: DatabaseSync): void {
  const row = database.prepare('PRAGMA quick_check(1)').get();
  if (row?.quick_check !== 'ok') throw Object.assign(new Error(String(row?.quick_check)), { errcode: 11 });
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

function migrate(database: DatabaseSync, index: number, script: string): void {
  inTransaction(database, () => {
    // Read again under the lock: another process may have been here first.
    if (versionOf(database) === index) database.exec(`${script}\n; PRAGMA user_version = ${index + 1};`);
  });
}

/** Creates the file with its mode, which SQLite's own files beside it (log, shared memory) take over. */
function makeOwnerOnly(path: string): void {
  try {
    closeSync(openSync(path, 'wx', FILE_MODE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, FILE_MODE);
  }
}

function moveAside(path: string, time: Date): string {
  const target = `${path}.damaged-${time.toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    try {
      renameSync(path + suffix, target + suffix);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return target;
}
