/** One question that the doctor asks, and the form of its answers. */

import type { Fault } from '../../../shared/faults/fault.ts';
import type { CheckId, Finding, RemedyId } from '../../../shared/model/doctor.ts';
import type { Reading } from '../../../shared/model/reading.ts';
import type { ExaminedMachine } from './examined-machine.ts';

export type Verdict = Omit<Finding, 'check' | 'tookMs'>;

export interface Check {
  readonly id: CheckId;
  /** What has to be well before this one can say anything of its own. */
  readonly after: readonly CheckId[];
  /** Whose causes may explain what this one finds: it waits for them, and runs whatever they say. */
  readonly minds?: readonly CheckId[];
  /** Begins with the run what takes long and needs nothing to be well. */
  prepare?(examined: ExaminedMachine): void;
  /**
   * One verdict for the machine, or one for each member that there is something to say of.
   * @param before - what the checks found that it runs after or minds.
   */
  examine(
    examined: ExaminedMachine,
    signal: AbortSignal,
    before: readonly Finding[],
  ): Promise<readonly Verdict[]>;
}

interface Measure {
  readonly peer?: string | null;
  readonly measured?: Reading | null;
  readonly expected?: Reading | null;
}

/** Nothing wrong. */
export function well({ peer = null, measured = null, expected = null }: Measure = {}): Verdict {
  return { peer, status: 'ok', cause: null, confidence: 1, measured, expected, remedy: null };
}

/** There is nothing to look at, or it could not be looked at. @param why - e.g. that there is no party. */
export function skipped(why: Reading, peer: string | null = null): Verdict {
  return { ...well({ peer, measured: why }), status: 'skipped' };
}

/** Something is wrong here because something else is, which has a finding of its own. */
export function explained(measure: Measure = {}): Verdict {
  return { ...well(measure), status: 'hidden', confidence: 0 };
}

/** Something is wrong. @param confidence - 0 to 1. */
export function ill(
  status: 'warning' | 'failed',
  cause: Fault,
  {
    peer = null,
    measured = null,
    expected = null,
    confidence = 0.9,
    remedy = null,
  }: Measure & {
    readonly confidence?: number;
    readonly remedy?: RemedyId | null;
  } = {},
): Verdict {
  return { peer, status, cause, confidence, measured, expected, remedy };
}
