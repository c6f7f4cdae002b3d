/** What history does when its file is damaged, deleted, full, or not to be had: go on, catch up, and count what is lost. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../../../main/base/database.ts';
import { NOON } from '../noon.ts';
import { HistoryRig } from './history-rig.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const PAGE = 4096;

let rig: HistoryRig;
beforeEach(() => {
  rig = new HistoryRig();
});
afterEach(() => rig.remove());

/** Opens real files that SQLite itself lets grow no further, until more room is made. */
function smallDisk(): { open: typeof openDatabase; makeRoom: () => void } {
  let database: DatabaseSync | null = null;
  return {
    open(path, migrations, options) {
      const opened = openDatabase(path, migrations, options);
      if (!opened.ok) return opened;
      database = opened.value.database;
      const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
      database.exec(`PRAGMA max_page_count = ${pages}`);
      return opened;
    },
    makeRoom: () => database?.exec('PRAGMA max_page_count = 1000000'),
  };
}

describe('a full disk', () => {
  it('is waited for, while memory goes on; then all is written', () => {
    const disk = smallDisk();
    rig.open({ open: disk.open });
    rig.run(20 * 60, (second) => second + 1);
    expect(rig.history.recording()).toMatchObject({ state: 'retrying', dropped: 0 });
    expect(rig.history.recording().queued).toBeGreaterThan(600);
    expect(rig.total(NOON, NOON + HOUR)).toMatchObject({ sent: 1200, maxMs: 1200 });
    expect(rig.total(NOON - 2 * DAY, NOON + HOUR)).toMatchObject({ sent: 1200, maxMs: 1200 });

    disk.makeRoom();
    rig.run(120, () => 5);
    expect(rig.history.recording()).toMatchObject({ state: 'recording', dropped: 0 });
    rig.history.close();
    rig.open();
    expect(rig.total(NOON, NOON + HOUR)).toMatchObject({ sent: 1320, maxMs: 1200 });
    expect(rig.total(NOON - 2 * DAY, NOON + HOUR)).toMatchObject({ sent: 1320, maxMs: 1200 });
  });

  it('makes the oldest minutes fall out once too many wait, and counts their seconds', () => {
    const disk = smallDisk();
    rig.open({ open: disk.open, mostWaiting: 5 });
    rig.run(30 * 60, () => 10);
    const { dropped, queued } = rig.history.recording();
    expect(queued).toBeLessThanOrEqual(7 * 60);
    disk.makeRoom();
    rig.run(90, () => 10);
    rig.history.close();
    rig.open();
    const lost = 30 * 60 + 90 - (rig.total(NOON - 2 * DAY, NOON + HOUR)?.sent ?? 0);
    expect(lost).toBeGreaterThan(10 * 60);
    // Seconds of the minute in which the disk became full were stored one by one, and are found again.
    expect(dropped - lost).toBeGreaterThanOrEqual(0);
    expect(dropped - lost).toBeLessThan(60);
  });
});

describe('a file that another program has locked', () => {
  it('never holds the engine up, and is caught up with', () => {
    rig.run(90, () => 10);
    const other = new DatabaseSync(rig.path);
    other.exec('BEGIN IMMEDIATE');
    const started = performance.now();
    rig.run(120, () => 10);
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(rig.history.recording()).toMatchObject({ state: 'retrying', dropped: 0 });
    expect(rig.total(NOON - 2 * DAY, NOON + HOUR)).toMatchObject({ sent: 210 });
    other.exec('ROLLBACK');
    other.close();
    rig.run(90, () => 10);
    expect(rig.history.recording()).toMatchObject({ state: 'recording', dropped: 0 });
    expect(rig.total(NOON - 2 * DAY, NOON + HOUR)).toMatchObject({ sent: 300 });
  });
});

describe('a folder that cannot be written', () => {
  it('is tried again, and recording begins when it can', () => {
    const path = `${rig.folder}/later/history.db`;
    rig.open({ path });
    rig.run(90, () => 10);
    expect(rig.history.recording()).toMatchObject({ state: 'retrying' });
    expect(rig.total(NOON, NOON + HOUR)).toMatchObject({ sent: 90 });
    mkdirSync(`${rig.folder}/later`);
    rig.run(90, () => 10);
    expect(rig.history.recording()).toMatchObject({ state: 'recording', dropped: 0 });
    expect(existsSync(path)).toBe(true);
    expect(rig.total(NOON - 2 * DAY, NOON + HOUR)).toMatchObject({ sent: 180 });
  });
});

describe('a file of a later version', () => {
  it('is left alone: history stays in memory', () => {
    const later = new DatabaseSync(rig.path);
    later.exec('PRAGMA journal_mode = WAL; PRAGMA user_version = 99');
    later.close();
    const before = readFileSync(rig.path);
    rig.run(90, () => 10);
    expect(rig.history.recording()).toEqual({ state: 'off', queued: 0, dropped: 0 });
    expect(rig.total(NOON, NOON + HOUR)).toMatchObject({ sent: 90 });
    expect(readFileSync(rig.path).equals(before)).toBe(true);
  });
});

describe('a file that is deleted under way', () => {
  it('is made anew with what memory still holds', () => {
    rig.run(10 * 60, () => 10);
    for (const name of readdirSync(rig.folder)) rmSync(`${rig.folder}/${name}`);
    rig.run(60, () => 20);
    expect(rig.history.recording()).toMatchObject({ state: 'recording', dropped: 0 });
    rig.history.close();
    rig.open();
    expect(rig.total(NOON, NOON + HOUR)).toMatchObject({ sent: 660 });
    expect(rig.total(NOON - 2 * DAY, NOON + HOUR)).toMatchObject({ sent: 660 });
    expect(rig.history.events('system', NOON, NOON + HOUR)).toMatchObject([{ kind: 'history-deleted' }]);
  });

  it('has the rest counted as lost', () => {
    rig.run(2 * 60, () => 10);
    rig.clock.advance(2 * HOUR);
    rig.run(70, () => 10);
    for (const name of readdirSync(rig.folder)) rmSync(`${rig.folder}/${name}`);
    rig.run(10, () => 20);
    expect(rig.history.recording()).toMatchObject({ state: 'recording', dropped: 2 * 60 });
  });
});

describe('a damaged file', () => {
  function damagePages(from: number, to: number): void {
    const bytes = readFileSync(rig.path);
    writeFileSync(rig.path, bytes.fill(0x5a, from * PAGE, to * PAGE));
  }

  it('is moved aside when it is opened, and what can be read of it is salvaged', () => {
    rig.history.addEvent({ at: NOON, subject: 'peer:anna', kind: 'path', from: 'relay', to: 'punched' });
    rig.history.saveSession({ id: 3, name: 'Quake', startedAt: NOON, endedAt: NOON + HOUR, peers: [] });
    rig.run(3 * 60 * 60, () => 10);
    rig.history.close();
    const pages = readFileSync(rig.path).length / PAGE;
    damagePages(pages - 2, pages - 1);
    rig.open();
    rig.run(60, () => 20);
    expect(readdirSync(rig.folder).some((name) => name.includes('.damaged-'))).toBe(true);
    expect(rig.history.recording()).toMatchObject({ state: 'recording' });
    expect(rig.history.events('system', NOON, NOON + DAY)).toMatchObject([{ kind: 'history-repaired' }]);
    expect(rig.history.events('peer:anna', NOON, NOON + DAY)).toMatchObject([
      { from: 'relay', to: 'punched' },
    ]);
    expect(rig.history.sessions()).toMatchObject([{ id: 3, name: 'Quake', endedAt: NOON + HOUR }]);
    const salvaged = rig.total(NOON - 20 * DAY, NOON + DAY)?.sent ?? 0;
    const seconds = rig.total(NOON, NOON + HOUR)?.sent ?? 0;
    expect(salvaged).toBeGreaterThan(3 * 60 * 60 * 0.9);
    expect(seconds).toBeGreaterThan(HOUR / 1000 / 2);
  });

  it('that was never a database gives nothing, and recording goes on in a new one', () => {
    writeFileSync(rig.path, 'not a database, but long enough to have a head'.repeat(99));
    rig.run(90, () => 10);
    expect(rig.history.recording()).toEqual({ state: 'recording', queued: expect.any(Number), dropped: 0 });
    expect(rig.total(NOON - 20 * DAY, NOON + DAY)).toMatchObject({ sent: 90 });
  });

  it('is noticed while in use, and no minute of the last hour is lost from view', () => {
    rig.run(30 * 60, () => 10);
    const pages = readFileSync(rig.path).length / PAGE;
    // Through a checkpoint, so that the pages in the file are those that are read next.
    const other = new DatabaseSync(rig.path);
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    other.close();
    damagePages(1, pages);
    expect(() =>
      rig.history.query({ subject: 'peer:anna', from: NOON - 20 * DAY, to: NOON, points: 9 }),
    ).not.toThrow();
    rig.run(5 * 60, () => 10);
    expect(rig.history.recording().state).toBe('recording');
    expect(rig.total(NOON, NOON + HOUR)).toMatchObject({ sent: 35 * 60 });
  });
});
