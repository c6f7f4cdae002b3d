import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEngineDatabase } from '../../../../main/engine/config/engine-database.ts';
import { openRecordNumbers, type RecordNumbers } from '../../../../main/engine/config/record-numbers.ts';
import { invariant } from '../../../../shared/result.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanrage-numbers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function use<T>(work: (numbers: RecordNumbers, lock: () => void) => T): T {
  const opened = openEngineDatabase(folder);
  invariant(opened.ok, 'a new folder');
  const { database } = opened.value;
  try {
    return work(openRecordNumbers(database), () => database.exec('PRAGMA query_only = ON'));
  } finally {
    database.close();
  }
}

describe('the numbers of records', () => {
  it('are known after a restart, of each member of each party', () => {
    use((numbers) => {
      expect(
        numbers.note(
          'friday',
          new Map([
            ['anna', 5],
            ['ben', 7],
          ]),
        ).ok,
      ).toBe(true);
      expect(numbers.note('monday', new Map([['anna', 3]])).ok).toBe(true);
    });
    const latest = use(({ latest: of }) => [of('friday', 'anna'), of('friday', 'ben'), of('monday', 'anna')]);
    expect(latest).toEqual([5, 7, 3]);
    expect(use(({ latest: of }) => of('monday', 'ben'))).toBe(0);
  });

  it('never fall', () => {
    use((numbers) => {
      numbers.note('friday', new Map([['anna', 5]]));
      numbers.note('friday', new Map([['anna', 4]]));
      expect(numbers.latest('friday', 'anna')).toBe(5);
    });
    expect(use((numbers) => numbers.latest('friday', 'anna'))).toBe(5);
  });

  it('that tell nothing new are not written; those that can’t be written hold until the end of the run', () => {
    use((numbers, lock) => {
      numbers.note('friday', new Map([['anna', 5]]));
      lock();
      expect(numbers.note('friday', new Map([['anna', 5]])).ok).toBe(true);
      expect(numbers.note('friday', new Map([['anna', 6]])).ok).toBe(false);
      expect(numbers.latest('friday', 'anna')).toBe(6);
    });
  });

  it('are forgotten, those first that were noted longest ago, from 4096 on', () => {
    const many = (from: number, count: number) =>
      new Map(Array.from({ length: count }, (_, i): [string, number] => [`peer ${from + i}`, 1]));
    const forgotten = (numbers: RecordNumbers) =>
      ['peer 0', 'peer 1', 'peer 2', 'peer 4096'].map((peer) => numbers.latest('friday', peer));
    use((numbers) => {
      numbers.note('friday', many(0, 4096));
      numbers.note('friday', new Map([['peer 0', 2]]));
      numbers.note('friday', many(4096, 1));
      expect(forgotten(numbers)).toEqual([2, 0, 1, 1]);
    });
    expect(use(forgotten)).toEqual([2, 0, 1, 1]);
  });
});
