/** The one file of an engine's lasting state. */
import { join } from 'node:path';
import type { Result } from '../../../shared/result.ts';
import {
  type DatabaseFault,
  type DatabaseOptions,
  type OpenedDatabase,
  openDatabase,
} from '../../base/database.ts';

/** Append only: each script runs once on every machine, in this order. */
const migrations = [
  `CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE membership (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     value TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE recent_party (
     id TEXT PRIMARY KEY,
     last_at TEXT NOT NULL,
     value TEXT NOT NULL
   ) STRICT;`,
  // A target that was removed keeps its row: default ones would come back otherwise.
  `CREATE TABLE target (
     added INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     value TEXT NOT NULL,
     removed INTEGER NOT NULL DEFAULT 0
   ) STRICT;`,
  `CREATE TABLE record_number (
     noted INTEGER PRIMARY KEY,
     party TEXT NOT NULL,
     peer TEXT NOT NULL,
     seq INTEGER NOT NULL,
     UNIQUE (party, peer)
   ) STRICT;`,
];

/**
 * Opens `<dataDir>/lanrage.db`; the directory must exist. Faults as {@link openDatabase}. @param durability - of what is written
 * by this connection, which may be one of several.
 */
export function openEngineDatabase(
  dataDir: string,
  durability: DatabaseOptions['durability'] = 'full',
): Result<OpenedDatabase, DatabaseFault> {
  const opened = openDatabase(join(dataDir, 'lanrage.db'), migrations, { durability });
  // Codes of parties that were left or forgotten must not stay in free pages.
  if (opened.ok) opened.value.database.exec('PRAGMA secure_delete = ON');
  return opened;
}
