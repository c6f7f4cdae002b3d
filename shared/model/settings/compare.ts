/** Whether values of settings are the same; lists by what is in them. */
import { type SettingName, settingDefaults } from './registry.ts';

export function isSameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a setting has the value that it had before anybody set it. */
export function isDefault(name: SettingName, value: unknown): boolean {
  return isSameValue(value, settingDefaults[name]);
}
