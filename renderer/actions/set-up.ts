import type { CallOutput } from '../../shared/ipc/api.ts';
import type { Settings, SettingsPatch } from '../../shared/model/settings.ts';
import { ok, type Result } from '../../shared/result.ts';
import { engine } from '../stores/connect.ts';
import { showSetUp } from '../stores/ui-store.ts';

/** Starts the helper (the system asks the person) and checks for WireGuard. @param once - no more questions after it. */
export async function setUpTunnel(once = false): Promise<Result<CallOutput<'setUpTunnel'>>> {
  showSetUp({ busy: true, fault: null });
  // First, because a helper that the system starts needs no question of its own.
  const installed = once ? await installHelper() : ok({});
  const result = installed.ok ? await engine().setUpTunnel({}) : installed;
  showSetUp({ busy: false, fault: result.ok ? null : result.fault });
  return result;
}

export function installHelper(): Promise<Result<CallOutput<'installHelper'>>> {
  return engine().installHelper({});
}

export function uninstallHelper(): Promise<Result<CallOutput<'uninstallHelper'>>> {
  return engine().uninstallHelper({});
}

export function saveSettings(patch: SettingsPatch): Promise<Result<Settings>> {
  return engine().updateSettings(patch);
}

export function dismissNotice(id: number): Promise<Result<CallOutput<'dismissNotice'>>> {
  return engine().dismissNotice({ id });
}
