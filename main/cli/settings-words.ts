/** Settings as a person types them: `key=value`. */
import type { ZodError } from 'zod';
import { fault } from '../../shared/faults/fault.ts';
import {
  type Settings,
  type SettingsPatch,
  settingsPatchSchema,
  settingsSchema,
} from '../../shared/model/settings.ts';
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
    const refuse = (detail: string) => fail(fault('settings.invalid', { key, detail }));
    if (!isSetting(key)) {
      const close = nearest(key, Object.keys(settingsSchema.shape));
      return refuse(`there is no such setting${close === null ? '' : `; did you mean ${close}?`}`);
    }
    if (text === null) return refuse(`write it as ${key}=value`);
    const schema = settingsSchema.shape[key];
    const attempts = meanings(text, isList(key)).map((meaning) => schema.safeParse(meaning));
    const good = attempts.find((attempt) => attempt.success);
    // The last meaning is the most specific one, so its complaint helps most.
    if (good === undefined) return refuse(complaintOf(attempts.at(-1)?.error));
    patch[key] = good.data;
  }
  return ok(settingsPatchSchema.parse(patch));
}

/** Lists settings as `key=value`, in the form that {@link parseSettings} takes. */
export function formatSettings(settings: Settings): string[] {
  return Object.entries(settings).map(([key, value]) => `${key}=${isEmpty(value) ? 'none' : textOf(value)}`);
}

/** Lists of plain words are written with commas, others as JSON. */
function textOf(value: Settings[keyof Settings]): string {
  const isPlain = !Array.isArray(value) || value.every((item) => typeof item === 'string');
  return isPlain ? String(value) : JSON.stringify(value);
}

/** The first complaint, with the place in a list that it is about. */
function complaintOf(error: ZodError | undefined): string {
  const { message = 'not understood', path = [] } = error?.issues[0] ?? {};
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}

function isSetting(key: string): key is keyof Settings {
  return Object.hasOwn(settingsSchema.shape, key);
}

/** An empty text isn't: it is written as it is. */
function isEmpty(value: Settings[keyof Settings]): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function isList(key: keyof Settings): boolean {
  return Array.isArray(settingsSchema.parse({})[key]);
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
