import type { CallInput, CallOutput } from '../../shared/ipc/api.ts';
import type { TargetDraft } from '../../shared/model/target.ts';
import type { Result } from '../../shared/result.ts';
import { engine } from '../stores/connect.ts';

/** Adds a target, or changes the one of this id. */
export function saveTarget(id: string | null, draft: TargetDraft): Promise<Result<CallOutput<'addTarget'>>> {
  return id === null ? engine().addTarget(draft) : engine().updateTarget({ id, patch: draft });
}

export function removeTarget(id: string): Promise<Result<CallOutput<'removeTarget'>>> {
  return engine().removeTarget({ id });
}

export function loadHistory(query: CallInput<'getHistory'>): Promise<Result<CallOutput<'getHistory'>>> {
  return engine().getHistory(query);
}
