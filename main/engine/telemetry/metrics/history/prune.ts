/** Deletes what is older than it is to be kept, in steps that take a few milliseconds each. */
import type { HistoryTables } from './history-tables.ts';
import { type Retention, ROLLUP_STEPS } from './levels.ts';

export function* prune(tables: HistoryTables, nowMs: number, retention: Retention): Generator<void> {
  const [minuteMs, ...longerMs] = ROLLUP_STEPS;
  for (const subject of tables.subjectIds()) {
    tables.deletePacks(subject, nowMs - retention.secondsForMs);
    yield;
    tables.deleteRollups(minuteMs, subject, nowMs - retention.minutesForMs);
    yield;
    for (const stepMs of longerMs) tables.deleteRollups(stepMs, subject, nowMs - retention.hoursForMs);
    yield;
  }
  tables.deleteEventsAndSessions(nowMs - retention.hoursForMs);
}
