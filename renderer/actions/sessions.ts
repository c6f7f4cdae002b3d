import type { CallOutput } from '../../shared/ipc/api.ts';
import type { Result } from '../../shared/result.ts';
import { engine } from '../stores/connect.ts';
import { workStore } from '../stores/work-store.ts';

export function loadSessions(): Promise<Result<CallOutput<'getSessions'>>> {
  return engine().getSessions({});
}

export function startSession(name: string): Promise<Result<CallOutput<'startSession'>>> {
  return engine().startSession({ name: name.trim() });
}

export function endSession(): Promise<Result<CallOutput<'endSession'>>> {
  return engine().endSession({});
}

/** Has the engine keep the last 30 s and the next 30 s and find out what was to blame. */
export async function recordLag(): Promise<Result<CallOutput<'recordLag'>>> {
  const recording = await engine().recordLag({});
  if (recording.ok) workStore.setState({ lagSince: Date.now() });
  return recording;
}
