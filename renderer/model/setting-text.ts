/** Settings that are written, as text and back. */
import { type SettingName, settingRecords } from '../../shared/model/settings/registry.ts';

export function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** What the engine is given. Text that is no number stays text, so that the engine says what is wrong with it. */
export function toSetting(name: SettingName, text: string): unknown {
  const record = settingRecords[name];
  const clean = text.trim();
  if (record.kind === 'lines') return clean.split(/[\s,;]+/).filter(Boolean);
  if (record.kind === 'number') {
    const number = Number(clean.replace(',', '.'));
    return clean === '' || Number.isNaN(number) ? clean : number;
  }
  return record.kind === 'text' && record.none === null && clean === '' ? null : clean;
}
