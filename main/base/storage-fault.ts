/** Turns what the file system and SQLite throw into faults. Anything else is a bug and is thrown again. */
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { Reasoned } from '../../shared/faults/reason.ts';

export type WriteFault = 'storage.full' | 'storage.unwritable';

const FULL_ERRNOS = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Result codes of SQLite, https://sqlite.org/rescode.html; the low byte of an extended code is its primary one. */
const SQLITE_FULL = 13;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
/** The shared memory of the write-ahead log could not grow, which only happens for lack of room. */
const SQLITE_IOERR_SHMSIZE = 4874;
/** PERM, BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, AUTH, NOTADB: the file's fault, not the statement's. */
const SQLITE_STORAGE = new Set([3, 5, 6, 8, 10, SQLITE_CORRUPT, SQLITE_FULL, 14, 23, SQLITE_NOTADB]);

/** Names why something could not be written. @fault storage.full @fault storage.unwritable */
export function writeFault(error: unknown, path: string): Fault<WriteFault> {
  const sqlite = sqliteCode(error);
  const isFull =
    sqlite === null
      ? FULL_ERRNOS.has(errnoOf(error))
      : (sqlite & 0xff) === SQLITE_FULL || sqlite === SQLITE_IOERR_SHMSIZE;
  return isFull ? fault('storage.full', { path }) : fault('storage.unwritable', { path, ...reasonOf(error) });
}

/** Names why something could not be read. @fault storage.unreadable */
export function readFault(error: unknown, path: string): Fault<'storage.unreadable'> {
  return fault('storage.unreadable', { path, ...reasonOf(error) });
}

/** Tells whether SQLite found that the file is damaged or was never a database. */
export function isCorruption(error: unknown): boolean {
  const primary = (sqliteCode(error) ?? 0) & 0xff;
  return primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB;
}

/** Extended result code of an error of `node:sqlite`; null for any other error. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return SQLITE_STORAGE.has(error.errcode & 0xff) ? error.errcode : null;
}

function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'errno' in error
    ? error.code
    : '';
}

/** The short name that can be looked up; whole messages would repeat the path. */
function reasonOf(error: unknown): Reasoned<'errno' | 'sqlite'> {
  if (sqliteCode(error) !== null) return { reason: 'sqlite', text: (error as Error).message };
  const errno = errnoOf(error);
  if (errno === '') throw error;
  return { reason: 'errno', errno };
}
