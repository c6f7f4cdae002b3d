/** The tables of history.db and all that is done to them; whoever calls holds a transaction and takes what SQLite throws. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  type GameSession,
  gameSessionSchema,
  type HistoryEvent,
} from '../../../../../shared/model/metrics.ts';
import { parseJson } from '../../../../base/parse-json.ts';
import { inTransaction } from '../../../../base/transaction.ts';
import { mergeBuckets } from './bucket.ts';
import { eventOf, figuresOf } from './event-row.ts';
import { ROLLUP_STEPS } from './levels.ts';
import { decodePack, encodePack } from './pack.ts';
import { type ClosedMinute, MINUTE_MS, type SecondRow } from './recent.ts';

/** Append only. Buckets and packs are laid out as bucket.ts and pack.ts say. */
export const historyMigrations = [
  `CREATE TABLE subject (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
   -- Seconds of the running minutes, by time, so that writing each second touches one page.
   CREATE TABLE second (
     second INTEGER NOT NULL, subject INTEGER NOT NULL REFERENCES subject, data BLOB NOT NULL,
     PRIMARY KEY (second, subject)
   ) STRICT, WITHOUT ROWID;
   -- Seconds of a minute that is over.
   CREATE TABLE pack (
     subject INTEGER NOT NULL REFERENCES subject, minute INTEGER NOT NULL, data BLOB NOT NULL,
     PRIMARY KEY (subject, minute)
   ) STRICT, WITHOUT ROWID;
   -- Buckets of a minute, an hour, a day: slot · stepMs is when they begin.
   CREATE TABLE rollup (
     stepMs INTEGER NOT NULL, subject INTEGER NOT NULL REFERENCES subject, slot INTEGER NOT NULL,
     data BLOB NOT NULL, PRIMARY KEY (stepMs, subject, slot)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE event (
     id INTEGER PRIMARY KEY, at INTEGER NOT NULL, subject TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL
   ) STRICT;
   CREATE INDEX event_at ON event (at);
   CREATE TABLE session (
     id INTEGER PRIMARY KEY, startedAt INTEGER NOT NULL, endedAt INTEGER, savedAt INTEGER NOT NULL,
     name TEXT NOT NULL, peers TEXT NOT NULL
   ) STRICT;`,
];

/** A bucket at rest and when it begins, wall-clock ms. */
export interface StoredBucket {
  readonly at: number;
  readonly data: Uint8Array;
}

export class HistoryTables {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Only of committed rows. */
  #subjects = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Runs all or nothing. */
  transaction<T>(work: () => T): T {
    try {
      return inTransaction(this.#database, work);
    } catch (error) {
      this.#subjects = new Map();
      throw error;
    }
  }

  /** Makes the file as small as its rows are, outside of any transaction. Needs as much room as they take. */
  shrink(): void {
    // The copy that is made goes to memory: the disk may be full. The log is emptied too, which holds it once more.
    this.#database.exec('PRAGMA temp_store = MEMORY; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);');
  }

  close(): void {
    this.#database.close();
  }

  writeSeconds(rows: readonly SecondRow[]): void {
    const insert = this.#prepare('INSERT OR REPLACE INTO second (second, subject, data) VALUES (?, ?, ?)');
    for (const { second, subject, data } of rows) insert.run(second, this.subjectId(subject), data);
  }

  /** Stores the seconds of a minute as one row, and adds what is new to the minute, its hour and its day. */
  writeMinute({ subject: key, minute, pack, delta }: ClosedMinute): void {
    const subject = this.subjectId(key);
    const stored = this.readPack(key, minute);
    const whole = stored === null ? pack : encodePack(new Map([...decodePack(stored), ...decodePack(pack)]));
    this.#prepare('INSERT OR REPLACE INTO pack (subject, minute, data) VALUES (?, ?, ?)').run(
      subject,
      minute,
      whole,
    );
    for (const stepMs of ROLLUP_STEPS) {
      this.addToRollup(stepMs, subject, Math.floor((minute * MINUTE_MS) / stepMs), delta);
    }
    this.#prepare('DELETE FROM second WHERE second >= ? AND second < ? AND subject = ?').run(
      minute * 60,
      minute * 60 + 60,
      subject,
    );
  }

  /** For a minute that another file had: what is there since is newer. */
  writePackIfNone(key: string, minute: number, pack: Uint8Array): void {
    this.#prepare('INSERT OR IGNORE INTO pack (subject, minute, data) VALUES (?, ?, ?)').run(
      this.subjectId(key),
      minute,
      pack,
    );
  }

  addToRollup(stepMs: number, subject: number, slot: number, delta: Uint8Array): void {
    const before = this.#prepare('SELECT data FROM rollup WHERE stepMs = ? AND subject = ? AND slot = ?').get(
      stepMs,
      subject,
      slot,
    )?.data;
    const data = before instanceof Uint8Array ? mergeBuckets([before, delta]) : delta;
    this.#prepare('INSERT OR REPLACE INTO rollup (stepMs, subject, slot, data) VALUES (?, ?, ?, ?)').run(
      stepMs,
      subject,
      slot,
      data,
    );
  }

  /** Seconds that an earlier process left behind when it ended without closing their minutes. */
  leftSeconds(): SecondRow[] {
    const rows = this.#prepare(
      'SELECT second, key, data FROM second JOIN subject ON subject.id = second.subject ORDER BY second',
    ).all();
    return rows.map((row) => ({
      second: Number(row.second),
      subject: String(row.key),
      data: row.data as Uint8Array,
    }));
  }

  readPack(key: string, minute: number): Uint8Array | null {
    return this.readPacks(key, minute, minute + 1).get(minute) ?? null;
  }

  /** @param to - not included. */
  readPacks(key: string, from: number, to: number): Map<number, Uint8Array> {
    const rows = this.#prepare(
      `SELECT minute, data FROM pack
       WHERE subject = (SELECT id FROM subject WHERE key = ?) AND minute >= ? AND minute < ?`,
    ).all(key, from, to);
    return new Map(rows.map((row) => [Number(row.minute), row.data as Uint8Array]));
  }

  readRollups(stepMs: number, key: string, from: number, to: number): StoredBucket[] {
    const rows = this.#prepare(
      `SELECT slot, data FROM rollup WHERE stepMs = ? AND subject = (SELECT id FROM subject WHERE key = ?)
       AND slot >= ? AND slot < ? ORDER BY slot`,
    ).all(stepMs, key, Math.floor(from / stepMs), Math.ceil(to / stepMs));
    return rows.map((row) => ({ at: Number(row.slot) * stepMs, data: row.data as Uint8Array }));
  }

  countPacks(): number {
    return Number(this.#prepare('SELECT count(*) AS count FROM pack').get()?.count);
  }

  addEvents(events: readonly HistoryEvent[]): void {
    const insert = this.#prepare('INSERT INTO event (at, subject, kind, detail) VALUES (?, ?, ?, ?)');
    for (const event of events) insert.run(Math.round(event.at), event.subject, event.kind, figuresOf(event));
  }

  /** Oldest first; of too many, the newest. */
  readEvents(subject: string | null, from: number, to: number, most: number): HistoryEvent[] {
    const rows = this.#prepare(
      `SELECT at, subject, kind, detail FROM event
       WHERE at >= ? AND at < ? AND (?3 IS NULL OR subject = ?3) ORDER BY at DESC, id DESC LIMIT ?4`,
    ).all(from, to, subject, most);
    return rows.toReversed().flatMap((row) => eventOf(row) ?? []);
  }

  saveSession(session: GameSession, savedAt: number): void {
    this.#putSession('INSERT OR REPLACE', session, savedAt);
  }

  /** For a session that another file had; one that was still running there ended with it. */
  saveSessionIfNone(session: GameSession): void {
    const endedAt = session.endedAt ?? session.startedAt;
    this.#putSession('INSERT OR IGNORE', { ...session, endedAt }, endedAt);
  }

  /** Newest first. */
  readSessions(most: number): GameSession[] {
    return this.#prepare('SELECT * FROM session ORDER BY id DESC LIMIT ?')
      .all(most)
      .flatMap((row) => sessionOf(row) ?? []);
  }

  /** Ends sessions of a process that could not end them, when they were last saved. */
  endLeftSessions(): void {
    this.#prepare('UPDATE session SET endedAt = savedAt WHERE endedAt IS NULL').run();
  }

  lastSessionId(): number {
    return Number(this.#prepare('SELECT max(id) AS id FROM session').get()?.id ?? 0);
  }

  subjectIds(): number[] {
    return this.#prepare('SELECT id FROM subject ORDER BY id')
      .all()
      .map((row) => Number(row.id));
  }

  deletePacks(subject: number, beforeMs: number): void {
    this.#prepare('DELETE FROM pack WHERE subject = ? AND minute < ?').run(
      subject,
      Math.floor(beforeMs / MINUTE_MS),
    );
  }

  deleteRollups(stepMs: number, subject: number, beforeMs: number): void {
    this.#prepare('DELETE FROM rollup WHERE stepMs = ? AND subject = ? AND slot < ?').run(
      stepMs,
      subject,
      Math.floor(beforeMs / stepMs),
    );
  }

  deleteEventsAndSessions(beforeMs: number): void {
    this.#prepare('DELETE FROM event WHERE at < ?').run(Math.floor(beforeMs));
    this.#prepare('DELETE FROM session WHERE endedAt < ?').run(Math.floor(beforeMs));
  }

  /** The number of a subject in the tables; made when it has none. */
  subjectId(key: string): number {
    const known = this.#subjects.get(key);
    if (known !== undefined) return known;
    this.#prepare('INSERT INTO subject (key) VALUES (?) ON CONFLICT (key) DO NOTHING').run(key);
    const id = Number(this.#prepare('SELECT id FROM subject WHERE key = ?').get(key)?.id);
    this.#subjects.set(key, id);
    return id;
  }

  #putSession(insert: string, session: GameSession, savedAt: number): void {
    const { id, name, startedAt, endedAt, peers } = session;
    const times = [startedAt, endedAt ?? null, savedAt].map((ms) => (ms === null ? null : Math.round(ms)));
    this.#prepare(
      `${insert} INTO session (startedAt, endedAt, savedAt, id, name, peers) VALUES (?, ?, ?, ?, ?, ?)`,
    ).run(...times, id, name, JSON.stringify(peers));
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** A session as its row has it; null for one that can't be read. */
export function sessionOf(row: Record<string, unknown>): GameSession | null {
  const session = gameSessionSchema.safeParse({ ...row, peers: parseJson(String(row.peers)) });
  return session.success ? session.data : null;
}
