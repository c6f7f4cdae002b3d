/** What waits to be written while the database can't take it: bounded, and what falls out is counted. */
import type { GameSession, HistoryEvent } from '../../../../../shared/model/metrics.ts';
import { mergeBuckets } from './bucket.ts';
import type { HistoryTables } from './history-tables.ts';
import type { ClosedMinute } from './recent.ts';

/** Three hours of 32 subjects, about 7 MB. */
const MOST_MINUTES = 6_000;
const MOST_EVENTS = 2_000;
/** A transaction of so many takes about 20 ms. */
const MINUTES_AT_ONCE = 40;

export class WriteQueue {
  readonly #mostMinutes: number;
  /** In the order in which they were closed. */
  #minutes = new Map<string, ClosedMinute>();
  #events: HistoryEvent[] = [];
  readonly #sessions = new Map<number, GameSession>();
  #dropped = 0;

  constructor(mostMinutes = MOST_MINUTES) {
    this.#mostMinutes = mostMinutes;
  }

  /** Seconds and events that were given up, or lost with a file. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Seconds, events and sessions. */
  get length(): number {
    let rows = this.#events.length + this.#sessions.size;
    for (const minute of this.#minutes.values()) rows += minute.rows;
    return rows;
  }

  get isEmpty(): boolean {
    return this.#minutes.size === 0 && this.#events.length === 0 && this.#sessions.size === 0;
  }

  addMinute(closed: ClosedMinute): void {
    const key = `${closed.minute} ${closed.subject}`;
    const waiting = this.#minutes.get(key);
    const delta = waiting === undefined ? closed.delta : mergeBuckets([waiting.delta, closed.delta]);
    this.#minutes.set(key, { ...closed, delta, rows: closed.rows + (waiting?.rows ?? 0) });
    for (const [oldest, { rows }] of this.#minutes) {
      if (this.#minutes.size <= this.#mostMinutes) break;
      this.#minutes.delete(oldest);
      this.#dropped += rows;
    }
  }

  addEvent(event: HistoryEvent): void {
    this.#events.push(event);
    if (this.#events.length <= MOST_EVENTS) return;
    this.#events.shift();
    this.#dropped++;
  }

  addSession(session: GameSession): void {
    this.#sessions.set(session.id, session);
  }

  addDropped(rows: number): void {
    this.#dropped += rows;
  }

  /** Takes what memory holds in the place of what waits: the file that had the rest is gone. */
  startOver(minutes: readonly ClosedMinute[]): void {
    this.#minutes = new Map();
    for (const minute of minutes) this.addMinute(minute);
  }

  deltas(subject: string): [minute: number, delta: Uint8Array][] {
    const found: [number, Uint8Array][] = [];
    for (const { subject: whose, minute, delta } of this.#minutes.values()) {
      if (whose === subject) found.push([minute, delta]);
    }
    return found;
  }

  /** Writes a part inside the caller's transaction. @returns forgets that part; to be called once it is stored. */
  writeTo(tables: HistoryTables, nowMs: number): () => void {
    const minutes = [...this.#minutes].slice(0, MINUTES_AT_ONCE);
    const events = this.#events.slice();
    const sessions = [...this.#sessions];
    for (const [, minute] of minutes) tables.writeMinute(minute);
    tables.addEvents(events);
    for (const [, session] of sessions) tables.saveSession(session, nowMs);
    return () => {
      for (const [key] of minutes) this.#minutes.delete(key);
      this.#events = this.#events.slice(events.length);
      for (const [id] of sessions) this.#sessions.delete(id);
    };
  }
}
