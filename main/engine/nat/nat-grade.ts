/** The words that players know from consoles, from what was measured. */
import type { NatReport } from '../../../shared/model/nat-report.ts';

/** open: anybody reaches us directly · moderate: most do · strict: few do, the others come by relay. */
export type NatGrade = 'open' | 'moderate' | 'strict' | 'unknown';

export type NatGradeReason =
  | 'udp-blocked'
  | 'captive-portal'
  /** Each destination sees another port, so others can't be told where to send. */
  | 'ports-change'
  /** Only those are let in that were sent to before. */
  | 'filters-strangers'
  | 'lets-everybody-in'
  | 'filtering-not-measured'
  | 'mapping-not-measured'
  | 'nobody-answered';

export interface GradedNat {
  readonly grade: NatGrade;
  readonly reason: NatGradeReason;
}

/** Grades a report. The one reason is what would have to change first. */
export function natGrade({ udp, mapping, filtering, captivePortal }: NatReport): GradedNat {
  if (captivePortal === 'yes') return { grade: 'strict', reason: 'captive-portal' };
  if (udp === 'blocked') return { grade: 'strict', reason: 'udp-blocked' };
  if (udp === 'unknown') return { grade: 'unknown', reason: 'nobody-answered' };
  if (mapping === 'unknown') return { grade: 'unknown', reason: 'mapping-not-measured' };
  if (mapping !== 'endpoint-independent') return { grade: 'strict', reason: 'ports-change' };
  if (filtering === 'endpoint-independent') return { grade: 'open', reason: 'lets-everybody-in' };
  // Whatever the filter, a port that stays the same can be punched: it is moderate at the least.
  return {
    grade: 'moderate',
    reason: filtering === 'unknown' ? 'filtering-not-measured' : 'filters-strangers',
  };
}
