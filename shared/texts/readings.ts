/** Readings in words, in the person's language. */
import type { Reading, ReadingWords } from '../model/reading.ts';
import { readings as de } from './de/readings.ts';
import { readings as en } from './en/readings.ts';
import { brief, tidyFacts } from './facts.ts';
import type { Language } from './language.ts';

const all: Readonly<Record<Language, ReadingWords>> = { en, de };
const unknown: Readonly<Record<Language, string>> = {
  en: 'not known to this version',
  de: 'dieser Version unbekannt',
};

/** A reading in few words; of a code that only a newer version has, that it isn't known. */
export function sayReading(reading: Reading, language: Language): string {
  const words = all[language];
  if (!Object.hasOwn(words, reading.code)) return unknown[language];
  // Code and figures belong together by the type of Reading, which a lookup by code cannot express.
  const say = words[reading.code] as (figures: object) => string;
  return say(tidyFacts(reading, brief, language));
}
