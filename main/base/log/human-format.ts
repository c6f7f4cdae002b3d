import type { LogFormat, LogLine } from './log-line.ts';

/** Characters that would break the line, move the cursor or turn the reading direction. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** One line of text, for people: local time, level, area, message, then `field=value`. */
export const humanFormat: LogFormat = ({ time, level, area, message, fields }) => {
  const head = `${localTime(time)} ${level.toUpperCase().padEnd(5)}`;
  return [head, ...(area === '' ? [] : [`${area}:`]), escapeUnsafe(message), ...humanFields(fields)].join(
    ' ',
  );
};

/** Each field as `name=value`, on one line and harmless to show. */
export function humanFields(fields: LogLine['fields']): string[] {
  return Object.entries(fields).map(([key, value]) => escapeUnsafe(`${key}=${show(value)}`));
}

/** Text without what would break a line or a terminal. */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

function localTime(time: Date): string {
  const offset = time.getTimezoneOffset() * 60_000;
  return new Date(time.getTime() - offset).toISOString().slice(0, -1).replace('T', ' ');
}

function show(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return value;
  return JSON.stringify(value);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
