import type { CallOutput } from '../../shared/ipc/api.ts';
import type { Settings, SettingsPatch } from '../../shared/model/settings.ts';
import type { Result } from '../../shared/result.ts';
import { engine } from '../stores/connect.ts';
import { showSetUp } from '../stores/ui-store.ts';

/** Starts the helper (the system asks the person) and checks for WireGuard. */
export async function setUpTunnel(): Promise<Result<CallOutput<'setUpTunnel'>>> {
  showSetUp({ busy: true, fault: null });
  const result = await engine().setUpTunnel({});
  showSetUp({ busy: false, fault: result.ok ? null : result.fault });
  return result;
}

export function saveSettings(patch: SettingsPatch): Promise<Result<Settings>> {
  return engine().updateSettings(patch);
}

export function dismissNotice(id: number): Promise<Result<CallOutput<'dismissNotice'>>> {
  return engine().dismissNotice({ id });
}
