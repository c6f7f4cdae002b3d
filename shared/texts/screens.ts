/** Every word of the screens, by language. Faults bring their own, from shared/faults/advice.ts. */
import { common as commonDe } from './de/common.ts';
import { frame as frameDe } from './de/frame.ts';
import { party as partyDe } from './de/party.ts';
import { peer as peerDe } from './de/peer.ts';
import { settings as settingsDe } from './de/settings.ts';
import { targets as targetsDe } from './de/targets.ts';
import { tools as toolsDe } from './de/tools.ts';
import { welcome as welcomeDe } from './de/welcome.ts';
import { common } from './en/common.ts';
import { frame } from './en/frame.ts';
import { party } from './en/party.ts';
import { peer } from './en/peer.ts';
import { settings } from './en/settings.ts';
import { targets } from './en/targets.ts';
import { tools } from './en/tools.ts';
import { welcome } from './en/welcome.ts';
import type { Language } from './language.ts';

const en = { ...common, ...frame, ...welcome, ...party, ...peer, ...targets, ...tools, ...settings };

/** English is complete by itself; the other languages must have all that it has, or nothing compiles. */
export type ScreenTexts = typeof en;

const de: ScreenTexts = {
  ...commonDe,
  ...frameDe,
  ...welcomeDe,
  ...partyDe,
  ...peerDe,
  ...targetsDe,
  ...toolsDe,
  ...settingsDe,
};

const all: Readonly<Record<Language, ScreenTexts>> = { en, de };

export function screenTexts(language: Language): ScreenTexts {
  return all[language];
}
