import type { CallOutput } from '../../shared/ipc/api.ts';
import type { Settings, SettingsPatch } from '../../shared/model/settings.ts';
import type { Result } from '../../shared/result.ts';
import { engine } from '../stores/connect.ts';

/** Starts the helper (the system asks the person) and checks for WireGuard. */
export function setUpTunnel(): Promise<Result<CallOutput<'setUpTunnel'>>> {
  return engine().setUpTunnel({});
}

export function loadSettings(): Promise<Result<Settings>> {
  return engine().getSettings({});
}

export function saveSettings(patch: SettingsPatch): Promise<Result<Settings>> {
  return engine().updateSettings(patch);
}

export function dismissNotice(id: number): Promise<Result<CallOutput<'dismissNotice'>>> {
  return engine().dismissNotice({ id });
}
