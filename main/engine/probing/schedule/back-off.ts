/** Which results are errors, and how long a target that only gives errors is left alone. Pure. */
import type { ProbeOutcome } from '../../../../shared/model/target.ts';

/** What is remembered of a target between probes. */
export interface Run {
  /** Probes in a row that were not answered. */
  readonly failures: number;
  /** Errors in a row: these lead to back-off. */
  readonly errors: number;
  /** Monotonic ms of the first time-out in a row; null when the last probe wasn't one. */
  readonly silentSince: number | null;
}

export const FRESH_RUN: Run = { failures: 0, errors: 0, silentSince: null };

const TOLERATED_ERRORS = 3;
const MAX_BACK_OFF_MS = 300_000;
/**
 * A time-out is a measurement, loss, and stopping then would blind us to bursts. Only a target that has been silent
 * for this long counts as one that gives errors.
 */
const SILENCE_MS = 60_000;

/** The run after one more result. Only an answer resets it. @param now - monotonic ms */
export function countResult(run: Run, { outcome }: ProbeOutcome, now: number): Run {
  if (outcome === 'answered') return FRESH_RUN;
  const failures = run.failures + 1;
  if (outcome !== 'timeout') return { failures, errors: run.errors + 1, silentSince: null };
  const silentSince = run.silentSince ?? now;
  const isError = now - silentSince >= SILENCE_MS;
  return { failures, errors: run.errors + (isError ? 1 : 0), silentSince };
}

/** Ms to leave the target alone: 2^n s after n errors in a row, from the fourth on, at most 5 min; null: no need to. */
export function backOffMs({ errors }: Run): number | null {
  return errors > TOLERATED_ERRORS ? Math.min(MAX_BACK_OFF_MS, 2 ** errors * 1_000) : null;
}
