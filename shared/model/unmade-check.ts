import type { Finding } from './doctor.ts';

/** Whether a check had something to look at, but could not be made: neither fine nor wrong. */
export function isUnmade(status: string, measured: Finding['measured']): boolean {
  return status === 'skipped' && (measured?.code === 'servers' || measured?.code === 'nat');
}
