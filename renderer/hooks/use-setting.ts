import { type SettingName, settingDefaults } from '../../shared/model/settings/registry.ts';
import type { SettingsPatch } from '../../shared/model/settings.ts';
import { saveSettings } from '../actions/set-up.ts';
import { say } from '../stores/ui-store.ts';
import { texts } from '../texts.ts';
import { useAction } from './use-action.ts';

/** Saves one setting on its own. The value shown follows from the engine's word, also when another window set it. */
export function useSetting(name: SettingName) {
  const { busy, fault, run, forget } = useAction(saveSettings);

  async function save(value: unknown): Promise<boolean> {
    // The engine judges the value; a page has no validator.
    const result = await run({ [name]: value } as SettingsPatch);
    if (result.ok) say(texts().actions.saved);
    return result.ok;
  }

  return { busy, fault, forget, save, undo: () => save(settingDefaults[name]) };
}
