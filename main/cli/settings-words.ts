/** Settings as a person types them: `key=value`. */
import { fault } from '../../shared/faults/fault.ts';
import {
  isSettingName,
  type SettingName,
  settingNames,
  settingRecords,
} from '../../shared/model/settings/registry.ts';
import {
  type Settings,
  type SettingsPatch,
  settingsPatchSchema,
  settingsSchema,
} from '../../shared/model/settings.ts';
import { valueComplaint } from '../../shared/model/value-complaint.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseJson } from '../base/parse-json.ts';
import { nearest } from './nearest.ts';

/**
 * Parses words like `mtu=1380`, `displayName=Mara` or `controlServer=none`.
 * @fault settings.invalid - not a pair, no such setting, or a value that the setting doesn't take.
 */
export function parseSettings(words: readonly string[]): Result<SettingsPatch, 'settings.invalid'> {
  const patch: Record<string, unknown> = {};
  for (const word of words) {
    const [, key = word, text = null] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (!isSettingName(key)) {
      const closest = nearest(key, settingNames) ?? '';
      return fail(fault('settings.invalid', { key, at: '', reason: 'no-such-setting', closest }));
    }
    if (text === null) return fail(fault('settings.invalid', { key, at: '', reason: 'not-a-pair' }));
    const schema = settingsSchema.shape[key];
    const attempts = meanings(text, isList(key)).map((meaning) => schema.safeParse(meaning));
    const good = attempts.find((attempt) => attempt.success);
    if (good === undefined) {
      // The last meaning is the most specific one, so its complaint helps most.
      return fail(fault('settings.invalid', { ...valueComplaint(attempts.at(-1)?.error), key }));
    }
    patch[key] = good.data;
  }
  return ok(settingsPatchSchema.parse(patch));
}

/** Writes a setting as `key=value`, in the form that {@link parseSettings} takes. */
export function formatSetting(name: SettingName, settings: Settings): string {
  return `${name}=${formatValue(settings[name])}`;
}

/** A value as it is typed: none for nothing, lists of plain words with commas, others as JSON. An empty text is written as it is. */
export function formatValue(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none';
  const isPlain = !Array.isArray(value) || value.every((item) => typeof item === 'string');
  return isPlain ? String(value) : JSON.stringify(value);
}

/** What may be typed, as far as it is known: whole where a setting has a few values, else up to the equals sign. */
export function settingWords(): string[] {
  return settingNames.flatMap((name) => {
    const values = valuesOf(name) ?? [''];
    return values.map((value) => `${name}=${value}`);
  });
}

function valuesOf(name: SettingName): readonly string[] | null {
  const record = settingRecords[name];
  if (record.kind === 'switch') return ['true', 'false'];
  return record.kind === 'choice' ? record.options : null;
}

function isList(name: SettingName): boolean {
  return Array.isArray(settingRecords[name].default);
}

/** What a typed value may stand for; the setting's schema decides. A list is written with commas or as JSON. */
function meanings(text: string, list: boolean): unknown[] {
  if (list) {
    const json = text.startsWith('[') ? parseJson(text) : undefined;
    return [text === 'none' ? [] : text.split(','), ...(json === undefined ? [] : [json])];
  }
  if (text === 'none') return [null, text];
  if (text === 'true' || text === 'false') return [text, text === 'true'];
  return text.trim() !== '' && Number.isFinite(Number(text)) ? [text, Number(text)] : [text];
}
