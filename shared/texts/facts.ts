/** Facts of other programs, machines and people, made fit to stand in a sentence of ours. */
import type { Language } from './language.ts';

/** Characters of a fact in a sentence; other machines may send more. */
const FACT_LIMIT = 300;
/** Characters that would break the line, steer a terminal or turn the reading direction. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** Characters that nobody sees, by which a text is longer than it looks; those that join letters and emoji stay. */
const UNSEEN = /(?![\u200c\u200d])\p{Cf}+/gu;

const unknown: Readonly<Record<Language, string>> = { en: 'unknown', de: 'unbekannt' };

/** On one line, with nothing that a terminal obeys. */
export function clean(text: string): string {
  return text.replace(UNSAFE, ' ').replace(UNSEEN, '').trim();
}

/** Clean, and cut where it is long. */
export function brief(text: string): string {
  const whole = clean(text);
  return whole.length > FACT_LIMIT ? `${whole.slice(0, FACT_LIMIT)}…` : whole;
}

/** The facts with every text tidied; one that is missing, or no plain value, reads "unknown". */
export function tidyFacts<T extends object>(facts: T, tidy: (text: string) => string, language: Language): T {
  const known: Record<string, string | number | boolean> = {};
  for (const [key, fact] of Object.entries(facts)) {
    if (typeof fact === 'string') known[key] = tidy(fact);
    else if (typeof fact === 'number' || typeof fact === 'boolean') known[key] = fact;
  }
  return new Proxy(known, {
    get: (_, key) => (Object.hasOwn(known, key) ? Reflect.get(known, key) : unknown[language]),
  }) as T;
}

/** The word for a code; one that only a newer version has stands for itself. */
export function wordFor(words: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(words, code) ? (words[code] ?? code) : code;
}
