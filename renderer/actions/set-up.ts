import type { CallOutput } from '../../shared/ipc/api.ts';
import type { SettingName } from '../../shared/model/settings/registry.ts';
import type { TakesEffect } from '../../shared/model/settings/setting-record.ts';
import { effectOf } from '../../shared/model/settings/waiting.ts';
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

/** Saves one setting, and asks when it takes effect. The engine judges the value: a page has no validator. */
export async function saveSetting(name: SettingName, value: unknown): Promise<Result<TakesEffect>> {
  const saved = await saveSettings({ [name]: value } as SettingsPatch);
  if (!saved.ok) return saved;
  const told = await engine().getSnapshot({});
  return told.ok ? ok(effectOf(name, told.value)) : told;
}

export function applyWaiting(): Promise<Result<CallOutput<'applyWaiting'>>> {
  return engine().applyWaiting({});
}

export function saveSettings(patch: SettingsPatch): Promise<Result<Settings>> {
  return engine().updateSettings(patch);
}

export function dismissNotice(id: number): Promise<Result<CallOutput<'dismissNotice'>>> {
  return engine().dismissNotice({ id });
}
