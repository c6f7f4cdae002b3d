/** Errors of the operating system and of look-ups as results of a probe. */
import type { ProbeOutcome } from '../../../../shared/model/target.ts';
import type { Family } from '../native/socket-layout.ts';

/** ICMP's code for "no route" and "host unreachable" in both families, for what this machine finds out by itself. */
const NO_ROUTE = 0;
const HOST_UNREACHABLE = { 4: 1, 6: 3 } as const;

/** What an error's `code` says about a target. */
export function outcomeOfError(error: NodeJS.ErrnoException, family: Family = 4): ProbeOutcome {
  const errno = error.code ?? '';
  switch (error.code) {
    case 'ECONNREFUSED':
      return { outcome: 'refused', status: null };
    case 'ETIMEDOUT':
    case 'ETIMEOUT':
      return { outcome: 'timeout' };
    case 'ENETUNREACH':
      return { outcome: 'unreachable', code: NO_ROUTE, from: null };
    case 'EHOSTUNREACH':
      return { outcome: 'unreachable', code: HOST_UNREACHABLE[family], from: null };
    case 'EACCES':
    case 'EPERM':
      return { outcome: 'denied', why: { reason: 'errno', errno } };
    case 'ENOTFOUND':
    case 'ENODATA':
    case 'ESERVFAIL':
    case 'EAI_AGAIN':
      return { outcome: 'unresolved', why: { reason: 'errno', errno } };
    default:
      // Parsers name no error, but say it in their own words.
      return errno === ''
        ? { outcome: 'error', why: { reason: 'said', program: 'Node', text: error.message } }
        : { outcome: 'error', why: { reason: 'errno', errno } };
  }
}
