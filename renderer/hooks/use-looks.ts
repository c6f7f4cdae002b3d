import { useLayoutEffect } from 'react';
import { useEngine } from '../stores/engine-store.ts';
import { languageNow } from '../texts.ts';

/** Has the page follow the settings `theme` and `language` at once: whoever calls this renders anew with its children. */
export function useLooks(): void {
  const theme = useEngine(({ settings }) => settings?.theme ?? 'system');
  const language = useEngine(languageNow);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.documentElement.lang = language;
  }, [theme, language]);
}
