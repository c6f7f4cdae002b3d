/** Reads what can still be read of a damaged history file that was moved aside. The file stays as it is. */
import { DatabaseSync } from 'node:sqlite';
import { isCorruption, writeFault } from '../../../../base/storage-fault.ts';
import { eventOf } from './event-row.ts';
import { type HistoryTables, sessionOf } from './history-tables.ts';

const BATCH = 200;

/** Puts a row beside what has been recorded since. */
type Put = (tables: HistoryTables) => void;
type Row = Record<string, unknown>;

interface Source {
  readonly select: string;
  /** Columns of the primary key. */
  readonly order: string;
  readonly putOf: (row: Row) => Put | null;
}

/** Batches of rows as what puts each into another file; ends early when nothing more can be read. */
export function* salvage(damagedPath: string): Generator<readonly Put[]> {
  const database = openDamaged(damagedPath);
  if (database === null) return;
  try {
    const subjects = new Map<unknown, string>();
    for (const { id, key } of readableRows(database, 'SELECT id, key FROM subject', 'id')) {
      subjects.set(id, String(key));
    }
    for (const { select, order, putOf } of sourcesOf(subjects)) {
      let batch: Put[] = [];
      for (const row of readableRows(database, select, order)) {
        const put = putOf(row);
        if (put !== null) batch.push(put);
        if (batch.length < BATCH) continue;
        yield batch;
        batch = [];
      }
      yield batch;
    }
  } finally {
    database.close();
  }
}

function sourcesOf(subjects: ReadonlyMap<unknown, string>): Source[] {
  const withSubject = (row: Row, put: (subject: string, data: Uint8Array) => Put): Put | null => {
    const subject = subjects.get(row.subject);
    return subject === undefined || !(row.data instanceof Uint8Array) ? null : put(subject, row.data);
  };
  return [
    {
      select: 'SELECT * FROM rollup',
      order: 'stepMs, subject, slot',
      putOf: (row) =>
        withSubject(row, (subject, data) => (tables) => {
          tables.addToRollup(Number(row.stepMs), tables.subjectId(subject), Number(row.slot), data);
        }),
    },
    {
      select: 'SELECT * FROM pack',
      order: 'subject, minute',
      putOf: (row) =>
        withSubject(row, (subject, data) => (tables) => {
          tables.writePackIfNone(subject, Number(row.minute), data);
        }),
    },
    {
      select: 'SELECT * FROM event',
      order: 'id',
      putOf: (row) => {
        const event = eventOf(row);
        return event === null ? null : (tables) => tables.addEvents([event]);
      },
    },
    {
      select: 'SELECT * FROM session',
      order: 'id',
      putOf: (row) => {
        const session = sessionOf(row);
        return session === null ? null : (tables) => tables.saveSessionIfNone(session);
      },
    },
  ];
}

function openDamaged(path: string): DatabaseSync | null {
  try {
    return new DatabaseSync(path, { readOnly: true });
  } catch (error) {
    return rethrowUnlessStorage(error, path);
  }
}

/** Rows from both ends up to the first damaged page; a page between is all that is lost when only one is damaged. */
function* readableRows(database: DatabaseSync, select: string, order: string): Generator<Row> {
  const columns = order.split(', ');
  const keyOf = (row: Row) => columns.map((column) => Number(row[column]));
  let lastKey: number[] | null = null;
  for (const row of untilDamaged(database, `${select} ORDER BY ${order}`)) {
    lastKey = keyOf(row);
    yield row;
  }
  const backwards = columns.map((column) => `${column} DESC`).join(', ');
  for (const row of untilDamaged(database, `${select} ORDER BY ${backwards}`)) {
    if (lastKey !== null && compare(keyOf(row), lastKey) <= 0) return;
    yield row;
  }
}

function* untilDamaged(database: DatabaseSync, sql: string): Generator<Row> {
  try {
    yield* database.prepare(sql).iterate() as Iterable<Row>;
  } catch (error) {
    // A file that was never a database has no such table.
    if (!isCorruption(error) && !String(error).includes('no such')) rethrowUnlessStorage(error, '');
  }
}

function rethrowUnlessStorage(error: unknown, path: string): null {
  // Throws whatever isn't the file's fault.
  writeFault(error, path);
  return null;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
