import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DatabaseFault, type OpenedDatabase, openDatabase } from '../../../main/base/database.ts';
import type { Result } from '../../../shared/result.ts';

const FIRST = 'CREATE TABLE note (text TEXT NOT NULL) STRICT;';
const SECOND = 'ALTER TABLE note ADD COLUMN rank INTEGER NOT NULL DEFAULT 0; -- with a comment at its end';
const now = () => new Date('2026-11-21T10:20:30.400Z');

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanrage-database-'));
  path = join(folder, 'test.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

function opened(result: Result<OpenedDatabase, DatabaseFault>): OpenedDatabase {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

function notes(migrations: readonly string[]): unknown[] {
  const { database } = opened(openDatabase(path, migrations));
  const rows = database.prepare('SELECT * FROM note').all();
  database.close();
  return rows.map((row) => ({ ...row }));
}

it('keeps what was written and runs each migration once', () => {
  const { database } = opened(openDatabase(path, [FIRST]));
  database.exec("INSERT INTO note VALUES ('kept')");
  database.close();
  expect(notes([FIRST, SECOND])).toEqual([{ text: 'kept', rank: 0 }]);
  expect(notes([FIRST, SECOND])).toEqual([{ text: 'kept', rank: 0 }]);
});

it('leaves the old layout whole when a migration fails half-way', () => {
  opened(openDatabase(path, [FIRST])).database.close();
  const broken = "INSERT INTO note VALUES ('half'); SELECT * FROM no_such_table;";
  expect(() => openDatabase(path, [FIRST, broken])).toThrow('no_such_table');
  expect(notes([FIRST])).toEqual([]);
});

it('refuses a file of a newer version and leaves it untouched', () => {
  opened(openDatabase(path, [FIRST, SECOND])).database.close();
  const before = readFileSync(path);
  expect(openDatabase(path, [FIRST])).toEqual({
    ok: false,
    fault: { code: 'storage.newer', args: { path, found: 2, known: 1 } },
  });
  expect(readFileSync(path)).toEqual(before);
});

it.each([
  [
    'was never a database',
    () => writeFileSync(path, 'not a database, but long enough to have a head'.repeat(99)),
  ],
  [
    'has a torn page',
    () => {
      const { database } = opened(openDatabase(path, [FIRST]));
      database.exec("INSERT INTO note SELECT hex(randomblob(900)) FROM json_each('[1,2,3,4,5,6,7,8,9]')");
      database.close();
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.fill(0x5a, 4096, 3 * 4096));
    },
  ],
])('moves a file that %s aside and makes an empty one', (_, damage) => {
  damage();
  const before = readFileSync(path);
  const { database, repaired } = opened(openDatabase(path, [FIRST], { now }));
  expect(repaired).toBe(`${path}.damaged-2026-11-21T10-20-30-400Z`);
  expect(readFileSync(repaired ?? '')).toEqual(before);
  expect(database.prepare('SELECT * FROM note').all()).toEqual([]);
  database.close();
});

it.skipIf(process.platform === 'win32')('is owner-only with all its side files', () => {
  const { database } = opened(openDatabase(path, [FIRST]));
  database.exec("INSERT INTO note VALUES ('x')");
  const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
  expect(Object.fromEntries(modes)).toEqual({ 'test.db': 0o600, 'test.db-shm': 0o600, 'test.db-wal': 0o600 });
  database.close();
});

it('writes ahead, enforces references, and syncs each answer unless told otherwise', () => {
  const pragma = ({ database }: OpenedDatabase, name: string) =>
    Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  const full = opened(openDatabase(path, []));
  expect(['journal_mode', 'foreign_keys', 'synchronous'].map((name) => pragma(full, name))).toEqual([
    'wal',
    1,
    2,
  ]);
  full.database.close();
  const normal = opened(openDatabase(path, [], { durability: 'normal' }));
  expect(pragma(normal, 'synchronous')).toBe(1);
  normal.database.close();
});

it('tells a folder that is not there, and one in the place of the file', () => {
  const missing = join(folder, 'none', 'test.db');
  expect(openDatabase(missing, [])).toEqual({
    ok: false,
    fault: { code: 'storage.unwritable', args: { path: missing, reason: 'errno', errno: 'ENOENT' } },
  });
  expect(openDatabase(folder, [])).toMatchObject({ ok: false, fault: { code: 'storage.unwritable' } });
});

it('works in memory', () => {
  const { database, repaired } = opened(openDatabase(':memory:', [FIRST, SECOND]));
  database.exec("INSERT INTO note VALUES ('x', 1)");
  expect(database.prepare('SELECT rank FROM note').get()).toEqual({ rank: 1 });
  expect(repaired).toBeNull();
});
