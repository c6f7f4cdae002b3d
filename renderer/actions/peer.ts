import type { CallOutput } from '../../shared/ipc/api.ts';
import type { Result } from '../../shared/result.ts';
import { engine } from '../stores/connect.ts';

export function loadPathHistory(peer: string): Promise<Result<CallOutput<'getPathHistory'>>> {
  return engine().getPathHistory({ peer });
}

/** @param spanMs - that long until now. */
export function loadPeerHistory(
  peer: string,
  spanMs: number,
  points: number,
): Promise<Result<CallOutput<'getHistory'>>> {
  const to = Date.now();
  return engine().getHistory({ subject: `peer:${peer}`, from: to - spanMs, to, points });
}

export function loadEvents(spanMs: number): Promise<Result<CallOutput<'getHistoryEvents'>>> {
  const to = Date.now();
  return engine().getHistoryEvents({ from: to - spanMs, to });
}
