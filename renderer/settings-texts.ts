import { settingsScreenTexts } from '../shared/texts/settings-screen.ts';
import { languageNow } from './texts.ts';

/** The words of the settings, in the language of now; only their screen may import this, or every page loads them. */
export function settingsTexts(): ReturnType<typeof settingsScreenTexts> {
  return settingsScreenTexts(languageNow());
}
