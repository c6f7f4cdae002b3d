/** What is said of a setting beside its label. */
import { type SettingName, settingGroups, settingRecords } from '../../shared/model/settings/registry.ts';
import { takesEffectIn } from '../../shared/model/settings/waiting.ts';
import { settingsTexts } from '../settings-texts.ts';
import { engineStore } from '../stores/engine-store.ts';
import { texts } from '../texts.ts';
import { formatNumber } from './format.ts';

/** Its unit, where the label doesn't say it; else empty. */
export function unsaidUnit(name: SettingName): string {
  const record = settingRecords[name];
  if (record.kind !== 'number' || record.unit === undefined) return '';
  const { fields, units } = settingsTexts();
  const unit = units[record.unit];
  return fields[name].label.includes(unit) ? '' : unit;
}

/** What it takes, what it does, and when a change takes effect: of plain settings only where that is not at once. */
export function hintOf(name: SettingName): string {
  const takesEffect = takesEffectIn(engineStore.getState().snapshot?.host ?? 'headless', name);
  const { group } = settingRecords[name];
  const words = settingsTexts();
  const saysWhen = takesEffect !== 'now' || settingGroups[group].advanced;
  const parts = [limitsOf(name), words.fields[name].hint, saysWhen ? words.takesEffect[takesEffect] : ''];
  return parts.filter(Boolean).join(' ');
}

function limitsOf(name: SettingName): string {
  const record = settingRecords[name];
  if (record.kind === 'lines') return `${settingsTexts().atMost(record.atMost)}.`;
  if (record.kind !== 'number') return '';
  const range = texts().chart.range(formatNumber(record.min), formatNumber(record.max));
  return `${[range, unsaidUnit(name)].filter(Boolean).join(' ')}.`;
}
