/** What checks before have found that explains what comes after. */
import type { FaultCode } from '../../../../shared/faults/fault.ts';
import type { Finding } from '../../../../shared/model/doctor.ts';
import type { LatencySummary } from '../../../../shared/model/metrics.ts';

/** Causes with which nobody outside the own network is reached, whatever else is well. */
const NETWORK_DOWN: readonly FaultCode[] = [
  'doctor.no-route',
  'doctor.gateway-silent',
  'doctor.no-internet',
  'doctor.captive-portal',
];

export function isKnown(before: readonly Finding[], ...codes: readonly FaultCode[]): boolean {
  return before.some(({ cause }) => cause !== null && codes.includes(cause.code));
}

export function isNetworkDown(before: readonly Finding[]): boolean {
  return isKnown(before, ...NETWORK_DOWN);
}

/** Whether a member has a finding of its own already. */
export function isIll(before: readonly Finding[], peer: string): boolean {
  return before.some((finding) => finding.peer === peer && finding.status !== 'ok');
}

/** Whether a member's echoes come back. */
export function isAnswering(figures: LatencySummary | undefined): boolean {
  return figures !== undefined && figures.sent > figures.lost;
}
