/** Which settings there are to see, in which groups. */
import {
  type SettingName,
  settingGroups,
  settingNames,
  settingRecords,
} from '../../shared/model/settings/registry.ts';
import type { SettingGroup } from '../../shared/model/settings/setting-record.ts';

export interface ShownGroup {
  readonly name: SettingGroup;
  readonly settings: readonly SettingName[];
  readonly advanced: boolean;
}

/** All groups, each with its settings, in order. @param desktop - whether this is the desktop app. */
export function shownGroups(desktop: boolean): ShownGroup[] {
  const shown = settingNames.filter((name) => desktop || !settingRecords[name].desktopOnly);
  return Object.entries(settingGroups).map(([name, { advanced }]) => ({
    name: name as SettingGroup,
    settings: shown.filter((setting) => settingRecords[setting].group === name),
    advanced,
  }));
}

/** Whether a text holds all words of a search, in any order. */
export function hasWords(text: string, search: string): boolean {
  const said = text.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

/** Groups with those settings alone whose words hold all of what is searched. @param wordsOf - all that is said of one */
export function searchGroups(
  groups: readonly ShownGroup[],
  search: string,
  wordsOf: (group: SettingGroup, setting: SettingName) => string,
): ShownGroup[] {
  return groups
    .map((one) => ({
      ...one,
      settings: one.settings.filter((setting) => hasWords(wordsOf(one.name, setting), search)),
    }))
    .filter(({ settings }) => settings.length > 0);
}
