import { type SettingName, settingDefaults } from '../../shared/model/settings/registry.ts';
import type { TakesEffect } from '../../shared/model/settings/setting-record.ts';
import { saveSetting } from '../actions/set-up.ts';
import { settingsTexts } from '../settings-texts.ts';
import { say } from '../stores/ui-store.ts';
import { texts } from '../texts.ts';
import { useAction } from './use-action.ts';

/** Saves one setting on its own. The value shown follows from the engine's word, also when another window set it. */
export function useSetting(name: SettingName) {
  const { busy, fault, run, forget } = useAction(saveSetting);

  /** @returns when it takes effect; null: it was refused. */
  async function save(value: unknown): Promise<TakesEffect | null> {
    const result = await run(name, value);
    if (!result.ok) return null;
    const effect = result.value;
    say(effect === 'now' ? texts().actions.saved : settingsTexts().savedUntil[effect]);
    return effect;
  }

  return { busy, fault, forget, save, undo: () => save(settingDefaults[name]) };
}
