import type { CallOutput } from '../../shared/ipc/api.ts';
import { ok, type Result } from '../../shared/result.ts';
import { engine } from '../stores/connect.ts';
import { applyWaiting, saveSettings } from './set-up.ts';

/** Has the router and somebody outside asked again. */
export function checkInviting(): Promise<Result<CallOutput<'checkInviting'>>> {
  return engine().checkInviting({});
}

/** Allows LANrage to ask the router, and enters the party again, so that it does. */
export async function askRouter(): Promise<Result<unknown>> {
  const saved = await saveSettings({ portMapping: true });
  if (!saved.ok) return saved;
  const told = await engine().getSnapshot({});
  if (!told.ok) return told;
  return told.value.waiting.some(({ name }) => name === 'portMapping') ? applyWaiting() : ok({});
}
