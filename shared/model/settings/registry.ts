/**
 * Every setting, one record each. A new one is a record in one of these files and its words in `shared/texts`;
 * schemas, defaults, screens, the CLI's help and completion, and docs/settings.md derive from it.
 */
import { measuringSettings } from './measuring-settings.ts';
import { meetingSettings } from './meeting-settings.ts';
import { networkSettings } from './network-settings.ts';
import { personalSettings } from './personal-settings.ts';
import type { SettingGroup, SettingRecord } from './setting-record.ts';

const records = { ...personalSettings, ...networkSettings, ...meetingSettings, ...measuringSettings };

/** Each record with the very values that are written in it. */
export type SettingRecords = typeof records;
export type SettingName = keyof SettingRecords;

/** In the order in which they are shown: by group, and within it. */
export const settingRecords: Readonly<Record<SettingName, SettingRecord<SettingName>>> = records;

export const settingNames = Object.keys(records) as SettingName[];

/** Names of the settings whose records have these facts, e.g. `{ needsConsent: true }`. */
export type SettingsWith<Facts> = {
  [N in SettingName]: SettingRecords[N] extends Facts ? N : never;
}[SettingName];

/** What each setting is until somebody sets it. */
export const settingDefaults = Object.fromEntries(
  settingNames.map((name) => [name, records[name].default]),
) as { readonly [N in SettingName]: SettingRecords[N]['default'] };

/** Groups in the order in which they are shown; advanced ones are folded away. */
export const settingGroups: Readonly<Record<SettingGroup, { readonly advanced: boolean }>> = {
  you: { advanced: false },
  desktop: { advanced: false },
  friends: { advanced: false },
  alerts: { advanced: false },
  server: { advanced: true },
  network: { advanced: true },
  measuring: { advanced: true },
  log: { advanced: true },
};

/** Whether this is the name of a setting. */
export function isSettingName(text: string): text is SettingName {
  return Object.hasOwn(records, text);
}
