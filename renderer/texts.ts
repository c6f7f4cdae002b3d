import { chooseLanguage, type Language } from '../shared/texts/language.ts';
import { type ScreenTexts, screenTexts } from '../shared/texts/screens.ts';
import { engineStore } from './stores/engine-store.ts';

/** The language of the setting, or the browser's while it says `system` or isn't known yet. */
export function languageNow(): Language {
  const setting = engineStore.getState().settings?.language ?? 'system';
  return chooseLanguage(setting, navigator.languages);
}

/** Every word, in the language of now. To be asked while rendering: `App` renders anew when the language changes. */
export function texts(): ScreenTexts {
  return screenTexts(languageNow());
}
