import { chooseLanguage, type Language } from '../shared/texts/language.ts';
import { type ScreenTexts, screenTexts } from '../shared/texts/screens.ts';
import { engineStore } from './stores/engine-store.ts';

/** The last choice, and what it was made from: words are asked for thousands of times a second. */
let chosen: { readonly setting: string; readonly preferred: readonly string[]; readonly language: Language };

/** The language of the setting, or the browser's while it says `system` or isn't known yet. */
export function languageNow(): Language {
  const setting = engineStore.getState().settings?.language ?? 'system';
  const preferred = navigator.languages;
  if (chosen?.setting !== setting || chosen.preferred !== preferred)
    chosen = { setting, preferred, language: chooseLanguage(setting, preferred) };
  return chosen.language;
}

/** Every word, in the language of now. To be asked while rendering: `App` renders anew when the language changes. */
export function texts(): ScreenTexts {
  return screenTexts(languageNow());
}
