/** Settings as text: each with what it waits for, and how to bring that into force. */
import type { SettingName } from '../../../shared/model/settings/registry.ts';
import { settingNames } from '../../../shared/model/settings/registry.ts';
import type { TakesEffect } from '../../../shared/model/settings/setting-record.ts';
import { canApply } from '../../../shared/model/settings/waiting.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { applyCosts } from '../../../shared/texts/apply-costs.ts';
import { settings as words } from '../../../shared/texts/en/settings.ts';
import { formatSetting, formatValue } from '../settings-words.ts';

export interface SettingsReport {
  readonly settings: Settings;
  readonly waiting: Snapshot['waiting'];
  /** What was changed just now, and when that takes effect. */
  readonly saved: readonly { readonly name: SettingName; readonly effect: TakesEffect }[];
  /** What was brought into force just now; null: nobody asked for that. */
  readonly applied: readonly SettingName[] | null;
}

/** Lists them as `key=value`, with remarks that a shell leaves out when a line is copied, and what is to be known below. */
export function settingsText(report: SettingsReport): string {
  const lines = settingNames.map((name) => `${formatSetting(name, report.settings)}${remark(name, report)}`);
  const notes = notesOf(report);
  return [...lines, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}

function remark(name: SettingName, { waiting }: SettingsReport): string {
  const found = waiting.find((one) => one.name === name);
  if (found === undefined) return '';
  return `  # ${words.waitsFor[found.until]} ${words.untilThen(formatValue(found.inForce))}`;
}

function notesOf({ waiting, saved, applied }: SettingsReport): string[] {
  const later = saved.flatMap(({ name, effect }) =>
    effect === 'now' ? [] : [`${name}: ${words.savedUntil[effect]}`],
  );
  const done =
    applied === null ? [] : [applied.length === 0 ? 'Nothing waited.' : `Applied: ${applied.join(', ')}.`];
  const costs = applyCosts(waiting, words);
  const how = canApply(waiting) ? ['To apply what waits now: lanrage settings --apply'] : [];
  return [...later, ...done, ...how, ...costs.map((cost) => `  ${cost}`)];
}
