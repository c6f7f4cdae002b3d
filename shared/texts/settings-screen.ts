/** The words of the settings, by language. Apart from the others: a page loads them with the settings, not at first. */
import { settings as de } from './de/settings.ts';
import { settings as en } from './en/settings.ts';
import type { Language } from './language.ts';

const all: Readonly<Record<Language, typeof en>> = { en, de };

export function settingsScreenTexts(language: Language): typeof en {
  return all[language];
}
