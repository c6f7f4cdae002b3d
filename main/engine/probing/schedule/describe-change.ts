/** What of a target's results is worth a line in the log: changes, not every probe. Pure. */
import type { ProbeOutcome } from '../../../../shared/model/target.ts';
import type { LogLevel } from '../../../base/log/log.ts';

/** The threshold of the default alert. */
const HIGH_LATENCY_MS = 100;

const WORDS: Readonly<Record<ProbeOutcome['outcome'], { level: LogLevel; message: string }>> = {
  answered: { level: 'info', message: 'target answers' },
  timeout: { level: 'warn', message: 'target does not answer' },
  unreachable: { level: 'error', message: 'target is unreachable' },
  refused: { level: 'error', message: 'target refuses' },
  unresolved: { level: 'error', message: 'target has no address' },
  denied: { level: 'error', message: 'probing is not permitted' },
  error: { level: 'error', message: 'target cannot be probed' },
};

/** The line for a result that differs from the one before; null when nothing changed. */
export function describeChange(
  before: ProbeOutcome | null,
  now: ProbeOutcome,
): { readonly level: LogLevel; readonly message: string } | null {
  if (before?.outcome !== now.outcome) return WORDS[now.outcome];
  if (isSlow(now) && !isSlow(before)) return { level: 'warn', message: 'target answers slowly' };
  return null;
}

function isSlow(outcome: ProbeOutcome): boolean {
  return outcome.outcome === 'answered' && outcome.rttMs > HIGH_LATENCY_MS;
}
