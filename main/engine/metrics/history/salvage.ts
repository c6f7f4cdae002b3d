/** Reads what can still be read of a damaged history file that was moved aside. The file stays as it is. */
import { DatabaseSync } from 'node:sqlite';
import { isCorruption, writeFault } from '../../../base/storage-fault.ts';
import type { HistoryTables } from './history-tables.ts';

const BATCH = 200;

/** A row of `pack` (its step is null) or of `rollup`. */
interface SalvagedRow {
  readonly stepMs: number | null;
  readonly subject: string;
  readonly slot: number;
  readonly data: Uint8Array;
}

type Row = Record<string, unknown>;

/** Batches of rows; ends early when nothing more can be read. */
export function* salvage(damagedPath: string): Generator<readonly SalvagedRow[]> {
  const database = openDamaged(damagedPath);
  if (database === null) return;
  try {
    const keys = new Map<unknown, string>();
    for (const row of readableRows(database, 'SELECT id, key FROM subject', 'id'))
      keys.set(row.id, String(row.key));
    const sources = [
      ['SELECT stepMs, subject, slot, data FROM rollup', 'stepMs, subject, slot'],
      ['SELECT NULL AS stepMs, subject, minute AS slot, data FROM pack', 'subject, slot'],
    ] as const;
    for (const [select, order] of sources) {
      let batch: SalvagedRow[] = [];
      for (const { stepMs, subject: id, slot, data } of readableRows(database, select, order)) {
        const subject = keys.get(id);
        if (subject === undefined || !(data instanceof Uint8Array)) continue;
        batch.push({ stepMs: stepMs === null ? null : Number(stepMs), subject, slot: Number(slot), data });
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

/** Puts a batch beside what has been recorded since. */
export function putSalvaged(tables: HistoryTables, rows: readonly SalvagedRow[]): true {
  for (const { stepMs, subject, slot, data } of rows) {
    if (stepMs === null) tables.writePackIfNone(subject, slot, data);
    else tables.addToRollup(stepMs, tables.subjectId(subject), slot, data);
  }
  return true;
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
