/** History of all subjects: an hour in memory, a year on the disk. Goes on in memory when the disk doesn't take it. */
import type {
  GameSession,
  Happening,
  History,
  HistoryEvent,
  HistoryQuery,
  Recording,
  Subject,
} from '../../../../../shared/model/metrics.ts';
import type { Clock } from '../../../../base/clock.ts';
import type { openDatabase } from '../../../../base/database.ts';
import type { Log } from '../../../../base/log/log.ts';
import type { MetricsSettings } from '../metrics-settings.ts';
import type { Bucket } from './bucket.ts';
import { ClockWatch } from './clock-watch.ts';
import { HistoryFile } from './history-file.ts';
import { pointsOf } from './history-points.ts';
import type { StoredBucket } from './history-tables.ts';
import { LAST_DATE_MS, type Plan, planQuery } from './levels.ts';
import { decodePack } from './pack.ts';
import { prune } from './prune.ts';
import { MINUTE_MS, RecentHistory } from './recent.ts';
import { recover } from './recover.ts';
import { Upkeep } from './upkeep.ts';
import { WriteQueue } from './write-queue.ts';

/** Of a full disk: six hours, a week, a quarter of a year. */
const TRIMMED = { secondsForMs: 6 * 3_600_000, minutesForMs: 7 * 86_400_000, hoursForMs: 90 * 86_400_000 };

/** Minutes end for all subjects at once; so few a second are written that nobody notices. */
const CLOSED_AT_ONCE = 8;
const EVENTS_IN_MEMORY = 1_000;
const SESSIONS_IN_MEMORY = 100;

export interface HistoryOptions {
  /** null: nothing is written. The directory must exist. */
  readonly path: string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => MetricsSettings;
  /** In tests: a disk that is full. */
  readonly open?: typeof openDatabase;
  /** Minutes that wait for the disk at most. */
  readonly mostWaiting?: number;
}

export class HistoryRecorder {
  readonly #clock: Clock;
  readonly #settings: () => MetricsSettings;
  readonly #log: Log;
  readonly #file: HistoryFile | null;
  readonly #upkeep: Upkeep | null;
  readonly #recent: RecentHistory;
  readonly #queue: WriteQueue;
  readonly #clockWatch = new ClockWatch();
  #events: HistoryEvent[] = [];
  #sessions: GameSession[] = [];
  #isRecovered = false;
  #writeAtMs = Number.NEGATIVE_INFINITY;

  constructor({ path, clock, log, settings, open, mostWaiting }: HistoryOptions) {
    this.#clock = clock;
    this.#settings = settings;
    this.#log = log;
    this.#queue = new WriteQueue(mostWaiting);
    const events = {
      repaired: (damagedPath: string) => this.#repaired(damagedPath),
      vanished: (packs: number) => this.#vanished(packs),
    };
    this.#file =
      path === null
        ? null
        : new HistoryFile({ path, clock, log, events, ...(open !== undefined && { open }) });
    this.#upkeep = this.#file === null ? null : new Upkeep(this.#file, log);
    this.#recent = new RecentHistory((subject, minute) => {
      return this.#file?.read((tables) => tables.readPack(subject, minute)) ?? null;
    });
    this.#recover();
  }

  /** Adds to a subject's bucket of a time, wall-clock ms; what has no such time is left out. */
  add(subject: Subject, at: number, fill: (bucket: Bucket) => void): void {
    if (!(at >= 0 && at <= LAST_DATE_MS)) return;
    this.#recent.add(subject, at, this.#settings().aggregationMs, fill);
  }

  addEvent(event: HistoryEvent): void {
    this.#events = [...this.#events.slice(1 - EVENTS_IN_MEMORY), event];
    if (this.#isWriting()) this.#queue.addEvent(event);
  }

  /** Stores a session, or what has become of it. */
  saveSession(session: GameSession): void {
    const others = this.#sessions.filter(({ id }) => id !== session.id);
    this.#sessions = [session, ...others].slice(0, SESSIONS_IN_MEMORY);
    if (this.#isWriting()) this.#queue.addSession(session);
  }

  nextSessionId(): number {
    const stored = this.#file?.read((tables) => tables.lastSessionId()) ?? 0;
    return Math.max(stored, ...this.#sessions.map(({ id }) => id)) + 1;
  }

  /** Writes, prunes and repairs what is due; to be called about once a second. Takes a few milliseconds at most. */
  tick(): void {
    const now = this.#clock.now();
    const wall = this.#clock.date().getTime();
    this.#noteClock(now, wall);
    for (const closed of this.#recent.close(wall, CLOSED_AT_ONCE)) {
      if (this.#isWriting()) this.#queue.addMinute(closed);
    }
    if (now < this.#writeAtMs) return;
    this.#writeAtMs = now + this.#settings().writeEveryMs;
    this.#recover();
    this.#write(wall);
    const time = { nowMs: now, wallMs: wall, steadyForMs: this.#clockWatch.steadyForMs(now) };
    this.#queue.addDropped(this.#upkeep?.step(time, this.#settings()) ?? 0);
  }

  /** Deletes all but the newest at each fineness at once, and gives the room back to the disk. */
  trim(): void {
    const wallMs = this.#clock.date().getTime();
    this.#file?.write((tables) => {
      for (const _ of prune(tables, wallMs, TRIMMED));
      return true;
    });
    this.#file?.shrink();
  }

  recording(): Omit<Recording, 'slowdown'> {
    const state = this.#file?.state ?? 'off';
    const queued = state === 'off' ? 0 : this.#queue.length + this.#recent.countUnwritten();
    return { state, queued, dropped: this.#queue.dropped };
  }

  /** @returns points where there is anything, ascending; at most as many as were asked for. */
  query(query: HistoryQuery): History {
    const plan = planQuery(query, this.#clock.date().getTime(), this.#settings());
    const stored = plan.readMs < MINUTE_MS ? this.#seconds(query, plan) : this.#rollups(query, plan);
    const within = stored.filter(({ at }) => at >= plan.from && at < query.to);
    return { subject: query.subject, stepMs: plan.stepMs, points: pointsOf(within, plan.stepMs) };
  }

  /** Oldest first; of too many, the newest. @param subject - null: of all. */
  events(subject: Subject | null, from: number, to: number, most = 500): HistoryEvent[] {
    this.#write(this.#clock.date().getTime());
    const stored = this.#file?.read((tables) => tables.readEvents(subject, from, to, most));
    const inMemory = () =>
      this.#events
        .filter((event) => event.at >= from && event.at < to && (subject ?? event.subject) === event.subject)
        .slice(-most);
    return this.#queue.isEmpty ? (stored ?? inMemory()) : inMemory();
  }

  /** Newest first. */
  sessions(most = 100): GameSession[] {
    const stored = this.#file?.read((tables) => tables.readSessions(most)) ?? [];
    const newer = new Map(this.#sessions.map((session) => [session.id, session]));
    const older = stored.filter(({ id }) => !newer.has(id));
    return [...newer.values(), ...older].sort((a, b) => b.id - a.id).slice(0, most);
  }

  /** Writes what is left, as far as the disk takes it, and closes the file. */
  close(): void {
    for (const closed of this.#recent.closeAll()) {
      if (this.#isWriting()) this.#queue.addMinute(closed);
    }
    while (!this.#queue.isEmpty && this.#write(this.#clock.date().getTime()));
    if (!this.#queue.isEmpty) this.#log.warn('history was not written', { rows: this.#queue.length });
    this.#file?.close();
  }

  #isWriting(): boolean {
    return this.#file !== null && this.#file.state !== 'off';
  }

  #write(wallMs: number): boolean {
    if (this.#file === null) return false;
    const seconds = this.#recent.unwritten();
    if (seconds.length === 0 && this.#queue.isEmpty) return true;
    // The queue is asked inside, for it starts over when the file turns out to be gone.
    const forget = this.#file.write((tables) => {
      tables.writeSeconds(seconds);
      return this.#queue.writeTo(tables, wallMs);
    });
    if (forget === null) return false;
    this.#recent.markWritten();
    forget();
    return true;
  }

  #seconds({ subject, to }: HistoryQuery, { from }: Plan): StoredBucket[] {
    const first = Math.floor(from / MINUTE_MS);
    const end = Math.ceil(to / MINUTE_MS);
    const held = this.#recent.minutes(subject);
    const stored = this.#file?.read((tables) => tables.readPacks(subject, first, end)) ?? new Map();
    const buckets: StoredBucket[] = [];
    for (const [minute, minuteHeld] of new Map([...stored, ...held])) {
      if (minute < first || minute >= end) continue;
      const seconds = minuteHeld instanceof Uint8Array ? decodePack(minuteHeld) : minuteHeld;
      for (const [second, data] of seconds) buckets.push({ at: (minute * 60 + second) * 1000, data });
    }
    return buckets;
  }

  #rollups(query: HistoryQuery, plan: Plan): StoredBucket[] {
    const { subject, to } = query;
    const stored = this.#file?.read((tables) => tables.readRollups(plan.readMs, subject, plan.from, to));
    if (stored === null || stored === undefined) return this.#seconds(query, plan);
    const notStored = [...this.#queue.deltas(subject), ...this.#recent.openDeltas(subject)];
    return [...stored, ...notStored.map(([minute, data]) => ({ at: minute * MINUTE_MS, data }))];
  }

  /** Rolls up what a process left that ended without closing its minutes. */
  #recover(): void {
    if (this.#isRecovered || this.#file === null) return;
    this.#isRecovered = this.#file.write(recover) !== null;
  }

  #repaired(damagedPath: string): void {
    this.#upkeep?.startOver(damagedPath);
    this.#isRecovered = true;
    this.#log.warn('history file was damaged; a new one is made', { damagedPath });
    this.#note({ kind: 'history-repaired', path: damagedPath });
  }

  #vanished(packs: number): void {
    const kept = this.#recent.everything();
    this.#queue.startOver(kept);
    this.#queue.addDropped(Math.max(0, packs - kept.length) * 60);
    this.#upkeep?.startOver(null);
    this.#note({ kind: 'history-deleted', minutes: packs });
  }

  #noteClock(now: number, wall: number): void {
    const jumpedMs = this.#clockWatch.note(now, wall);
    if (jumpedMs !== 0) this.#note({ kind: 'clock-jump', ms: Math.round(jumpedMs) });
  }

  #note(happening: Happening): void {
    this.addEvent({ at: this.#clock.date().getTime(), subject: 'system', ...happening });
  }
}
