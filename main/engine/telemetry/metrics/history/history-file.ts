/** The history's database as something that may fail: full, locked, damaged or deleted, and open again later. */
import { statSync } from 'node:fs';
import type { FaultCode } from '../../../../../shared/faults/fault.ts';
import type { Clock } from '../../../../base/clock.ts';
import { openDatabase } from '../../../../base/database.ts';
import type { Log } from '../../../../base/log/log.ts';
import { isCorruption, writeFault } from '../../../../base/storage-fault.ts';
import { HistoryTables, historyMigrations } from './history-tables.ts';

const MEMORY = ':memory:';
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;
const BUSY_TIMEOUT_MS = 20;
/** Whether the file is still there is asked this often. */
const LOOK_EVERY_MS = 5_000;

export interface HistoryFileEvents {
  /** A damaged file was moved there, and an empty one made. */
  readonly repaired: (damagedPath: string) => void;
  /** The file was deleted or replaced, with so many minutes of seconds; an empty one is made. */
  readonly vanished: (packs: number) => void;
}

export interface HistoryFileOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: HistoryFileEvents;
  /** Other than in tests: {@link openDatabase}. */
  readonly open?: typeof openDatabase;
}

export class HistoryFile {
  readonly #options: Required<HistoryFileOptions>;
  #tables: HistoryTables | null = null;
  #identity: string | null = null;
  #failures = 0;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #lookAtMs = Number.NEGATIVE_INFINITY;
  #isOff = false;

  constructor(options: HistoryFileOptions) {
    this.#options = { open: openDatabase, ...options };
  }

  /** retrying: the last write failed, and the next one comes in at most a minute. off: it isn't ours to write. */
  get state(): 'recording' | 'retrying' | 'off' {
    if (this.#isOff) return 'off';
    return this.#failures === 0 ? 'recording' : 'retrying';
  }

  /** Reads, also while writing fails. @returns null when the file can't be read now. */
  read<T>(work: (tables: HistoryTables) => T): T | null {
    if (this.#tables === null && !this.#open()) return null;
    return this.#attempt(work, false);
  }

  /** Does work as one transaction. @returns what the work returns once all is stored; null when nothing is. */
  write<T>(work: (tables: HistoryTables) => T & {}): T | null {
    const { clock, log } = this.#options;
    if (clock.now() < this.#retryAtMs) return null;
    if (this.#tables !== null && clock.now() >= this.#lookAtMs) this.#look();
    if (this.#tables === null && !this.#open()) return null;
    const done = this.#attempt((tables) => tables.transaction(() => work(tables)), true);
    if (done === null) return null;
    if (this.#failures > 0) log.info('history is recorded again');
    this.#failures = 0;
    return done;
  }

  /** Gives what was deleted back to the disk; where that can't be done now, new rows take its room. */
  shrink(): void {
    this.#attempt((tables) => tables.shrink(), false);
  }

  /** For good: late reads and writes don't open it again. */
  close(): void {
    this.#release();
    this.#isOff = true;
  }

  #attempt<T>(work: (tables: HistoryTables) => T, isWrite: boolean): T | null {
    if (this.#tables === null) return null;
    try {
      return work(this.#tables);
    } catch (error) {
      const { code } = writeFault(error, this.#options.path);
      // To be checked, and moved aside, when it is opened again.
      if (isCorruption(error)) this.#release();
      if (isWrite || this.#tables === null) this.#failed(code);
      return null;
    }
  }

  #open(): boolean {
    const { path, clock, events, open } = this.#options;
    if (this.#isOff || clock.now() < this.#retryAtMs) return false;
    const opened = open(path, historyMigrations, { durability: 'normal', now: () => clock.date() });
    if (!opened.ok) {
      this.#isOff = opened.fault.code === 'storage.newer';
      this.#failed(opened.fault.code);
      return false;
    }
    const { database, repaired } = opened.value;
    // Whoever else holds a lock on it is waited for by the queue, not by the engine.
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    this.#tables = new HistoryTables(database);
    this.#identity = identityOf(path);
    this.#lookAtMs = clock.now() + LOOK_EVERY_MS;
    if (repaired !== null) events.repaired(repaired);
    return true;
  }

  /** A deleted file swallows all that is written to it, without any error. */
  #look(): void {
    const { path, clock, events, log } = this.#options;
    this.#lookAtMs = clock.now() + LOOK_EVERY_MS;
    if (identityOf(path) === this.#identity) return;
    const packs = this.#attempt((tables) => tables.countPacks(), false) ?? 0;
    this.#release();
    log.warn('history file vanished; a new one is made', { path });
    events.vanished(packs);
  }

  #release(): void {
    this.#tables?.close();
    this.#tables = null;
  }

  #failed(code: FaultCode): void {
    const waitMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 10));
    this.#retryAtMs = this.#options.clock.now() + waitMs;
    if (this.#failures === 0) this.#options.log.warn('history cannot be recorded', { code });
    this.#failures++;
  }
}

function identityOf(path: string): string | null {
  if (path === MEMORY) return null;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}
