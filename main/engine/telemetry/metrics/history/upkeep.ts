/** What a history file needs beside being written: old rows deleted, and those of a damaged file brought over. */
import type { Log } from '../../../../base/log/log.ts';
import type { HistoryFile } from './history-file.ts';
import type { Retention } from './levels.ts';
import { prune } from './prune.ts';
import { salvage } from './salvage.ts';

const PRUNE_EVERY_MS = 3_600_000;
/** A clock that was set a moment ago may be wrong, and what is deleted by it is gone. */
const TRUSTED_AFTER_MS = 600_000;

/** Both clocks, and for how long the wall clock has been running without a jump, ms. */
export interface UpkeepTime {
  readonly nowMs: number;
  readonly wallMs: number;
  readonly steadyForMs: number;
}

export class Upkeep {
  readonly #file: HistoryFile;
  readonly #log: Log;
  #pruneAtMs = Number.NEGATIVE_INFINITY;
  #pruning: Generator<void> | null = null;
  #salvaging: ReturnType<typeof salvage> | null = null;

  constructor(file: HistoryFile, log: Log) {
    this.#file = file;
    this.#log = log;
  }

  /** Another file took the place of the one before. @param damagedPath - from which to bring over what can be read. */
  startOver(damagedPath: string | null): void {
    this.#pruning = null;
    if (damagedPath !== null) this.#salvaging = salvage(damagedPath);
  }

  /** Does the next few milliseconds of what is due. @returns rows that were read but could not be brought over. */
  step(time: UpkeepTime, retention: Retention): number {
    this.#prune(time, retention);
    return this.#salvage();
  }

  #prune({ nowMs, wallMs, steadyForMs }: UpkeepTime, retention: Retention): void {
    const isDue = steadyForMs >= TRUSTED_AFTER_MS && nowMs >= this.#pruneAtMs;
    if (!isDue && this.#pruning === null) return;
    this.#file.write((tables) => {
      this.#pruning ??= prune(tables, wallMs, retention);
      if (this.#pruning.next().done === true) {
        this.#pruning = null;
        this.#pruneAtMs = nowMs + PRUNE_EVERY_MS;
      }
      return true;
    });
  }

  #salvage(): number {
    const rows = this.#salvaging?.next();
    if (rows === undefined) return 0;
    if (rows.done === true) {
      this.#salvaging = null;
      this.#log.info('brought over what could be read of the damaged history file');
      return 0;
    }
    const isPut = this.#file.write((tables) => {
      for (const put of rows.value) put(tables);
      return true;
    });
    return isPut === null ? rows.value.length : 0;
  }
}
