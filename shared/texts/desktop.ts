/** What tray, menu and notifications of the desktop app say. */
import { desktop as de } from './de/desktop.ts';
import { desktop as en } from './en/desktop.ts';
import type { Language } from './language.ts';

export type DesktopTexts = typeof en;

const all: Readonly<Record<Language, DesktopTexts>> = { en, de };

export function desktopTexts(language: Language): DesktopTexts {
  return all[language];
}
