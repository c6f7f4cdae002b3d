/**
 * The number of the last record of each member of each party, ours among them. It outlives leaving and restarts: our next
 * record is numbered above the last however our clock is set, and an old one of somebody else is no news to us.
 */
import type { DatabaseSync } from 'node:sqlite';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { type WriteFault, writeFault } from '../../base/storage-fault.ts';
import { inTransaction } from '../../base/transaction.ts';

export interface RecordNumbers {
  /** 0: none is known. */
  latest(party: string, peer: string): number;
  /**
   * Keeps them all in one go; those that can't be written count until this process ends.
   * @fault storage.full @fault storage.unwritable
   */
  note(party: string, numbers: ReadonlyMap<string, number>): Result<void, WriteFault>;
}

/** Hundreds of evenings with other people each; about 400 kB. */
const KEPT = 4096;

/** Keeps them in an engine's database. The database stays the caller's. */
export function openRecordNumbers(database: DatabaseSync): RecordNumbers {
  const path = database.location() ?? ':memory:';
  const rows = database.prepare('SELECT party, peer, seq FROM record_number ORDER BY noted').all();
  // In the order in which they were noted, so that the first is the one to forget.
  const known = new Map(rows.map(({ party, peer, seq }) => [`${party} ${peer}`, Number(seq)]));
  const write = database.prepare('INSERT OR REPLACE INTO record_number (party, peer, seq) VALUES (?, ?, ?)');
  const forget = database.prepare(
    'DELETE FROM record_number WHERE noted NOT IN (SELECT noted FROM record_number ORDER BY noted DESC LIMIT ?)',
  );
  const remember = (name: string, seq: number): void => {
    known.delete(name);
    known.set(name, seq);
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  };
  const latest = (party: string, peer: string): number => known.get(`${party} ${peer}`) ?? 0;
  return {
    latest,
    note(party, numbers) {
      const news = [...numbers].filter(([peer, seq]) => seq > latest(party, peer));
      if (news.length === 0) return ok(undefined);
      for (const [peer, seq] of news) remember(`${party} ${peer}`, seq);
      try {
        inTransaction(database, () => {
          for (const [peer, seq] of news) write.run(party, peer, seq);
          forget.run(KEPT);
        });
        return ok(undefined);
      } catch (error) {
        return fail(writeFault(error, path));
      }
    },
  };
}
