/** The words that players know from consoles, from what was measured. */
import type { NatGrade, NatGradeReason, NatReport } from '../../../shared/model/nat-report.ts';

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
