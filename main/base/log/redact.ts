/**
 * Takes secrets out of what is logged: by the field's name, and by their form wherever they stand in a text.
 * Keys of WireGuard look alike, so public ones go as well. Addresses and names stay at debug and trace only.
 */
import { isIpv6 } from '../../../shared/address.ts';
import { parseCode } from '../../../shared/invite/code.ts';

export interface RedactOptions {
  /** Whether addresses and names may stay. */
  readonly personal: boolean;
}

const SECRET_FIELD =
  /(private|preshared|shared)_?key|psk|secret|token|passw|passphrase|seed|authori[sz]ation|cookie|invite|(party|invite|join)_?code/i;
const NAME_FIELD = /^((display|peer|player|party|host|user|member)_?)?name$/i;
const SECRET = '[secret]';

const LINK = /(?:lanrage:\/\/join\/|https:\/\/[^\s#]+#join\/)\S*/gi;
const CODE = /(?<![\w-])[0-9A-Za-z]{4}(?:[\s–—_-]?[0-9A-Za-z]{4}){3}(?![\w-])/g;
const HYPHENATED = /^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/;
/** 32 bytes in standard base64, in base64url, in hexadecimal as WireGuard's own socket writes them. */
const KEY =
  /(?<![\w+/-])(?:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=|[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048](?![\w-])|[0-9a-fA-F]{64}(?![\w-]))/g;
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\w)/g;
/** Candidates only: times of the day have colons too. */
const IPV6 = /(?<![\w:.])[0-9a-fA-F:]*:[0-9a-fA-F:.]*[0-9a-fA-F:]/g;
const LOOPBACK = /^(127\.|0\.0\.0\.0$|::1?$)/;

/** Errors within errors, lists of lists: nothing that is worth reading lies deeper. */
const DEPTH_LIMIT = 6;
/** Longer texts are somebody's output, not a field. */
const TEXT_LIMIT = 8_000;
/** Half a secret has no form to be known by, so a cut never goes through a word. */
const LAST_WORD = /[\w+/=–—-]{1,100}$/;

/** Redacts a text by the forms of secrets. */
export function redactText(text: string, { personal }: RedactOptions): string {
  const cut = text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT).replace(LAST_WORD, '')}…` : text;
  const safe = cut
    .replace(LINK, '[invite]')
    .replace(KEY, '[key]')
    .replace(CODE, (match) => (HYPHENATED.test(match) || parseCode(match).ok ? '[code]' : match));
  if (personal) return safe;
  const hide = (address: string) => (LOOPBACK.test(address) ? address : '[address]');
  return safe.replace(IPV6, (text) => hideIpv6(text, hide)).replace(IPV4, hide);
}

function hideIpv6(text: string, hide: (address: string) => string): string {
  if (isIpv6(text)) return hide(text);
  // A sentence may put a colon right after an address.
  return text.endsWith(':') && isIpv6(text.slice(0, -1)) ? `${hide(text.slice(0, -1))}:` : text;
}

/** Redacts fields and makes their values plain: errors become records, bytes their number. Never throws. */
export function redactFields(
  fields: Readonly<Record<string, unknown>>,
  options: RedactOptions,
): Record<string, unknown> {
  try {
    return redactRecord(fields, options, 0);
  } catch (error) {
    // A getter or a proxy threw; the line itself must still be written.
    return { unprintable: error instanceof Error ? error.constructor.name : typeof error };
  }
}

function redactRecord(record: object, options: RedactOptions, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, redactField(key, value, options, depth)]),
  );
}

function redactField(key: string, value: unknown, options: RedactOptions, depth: number): unknown {
  const holdsText = typeof value === 'string' || (typeof value === 'object' && value !== null);
  if (holdsText && SECRET_FIELD.test(key)) return SECRET;
  if (typeof value === 'string' && !options.personal && NAME_FIELD.test(key)) return '[name]';
  return redactValue(value, options, depth);
}

function redactValue(value: unknown, options: RedactOptions, depth: number): unknown {
  if (typeof value === 'string') return redactText(value, options);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return String(value);
  if (depth >= DEPTH_LIMIT) return '[deep]';
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return value.toJSON();
  if (value instanceof Error) return redactRecord(describeError(value), options, depth + 1);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, options, depth + 1));
  return redactRecord(value, options, depth + 1);
}

function describeError(error: Error): object {
  const { message, stack, cause } = error;
  return { ...error, type: error.name, message, stack, cause };
}
