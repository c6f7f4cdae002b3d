import type { CallInput, CallOutput } from '../../shared/ipc/api.ts';
import type { Result } from '../../shared/result.ts';
import { engine } from '../stores/connect.ts';

export function loadLogs(query: CallInput<'getLogs'>): Promise<Result<CallOutput<'getLogs'>>> {
  return engine().getLogs(query);
}

export function makeBundle(
  wanted: CallInput<'getSupportBundle'>,
): Promise<Result<CallOutput<'getSupportBundle'>>> {
  return engine().getSupportBundle(wanted);
}
