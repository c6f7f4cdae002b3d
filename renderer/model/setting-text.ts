/** Settings that are written, as text and back. */
import type { SettingKind, SettingName } from './setting-groups.ts';

export function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** What the engine is given. Text that is no number stays text, so that the engine says what is wrong with it. */
export function toSetting(kind: SettingKind, name: SettingName, text: string): unknown {
  const clean = text.trim();
  if (kind === 'lines') return clean.split(/[\s,;]+/).filter(Boolean);
  if (kind === 'number') {
    const number = Number(clean.replace(',', '.'));
    return clean === '' || Number.isNaN(number) ? clean : number;
  }
  return name === 'controlServer' && clean === '' ? null : clean;
}
