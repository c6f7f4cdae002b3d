/** The words of the screens, by language, but for those of the settings. Faults bring their own, from shared/faults/advice.ts. */
import { choices as choicesDe } from './de/choices.ts';
import { common as commonDe } from './de/common.ts';
import { fix as fixDe } from './de/fix.ts';
import { frame as frameDe } from './de/frame.ts';
import { inviting as invitingDe } from './de/inviting.ts';
import { linkTest as linkTestDe } from './de/link-test.ts';
import { network as networkDe } from './de/network.ts';
import { party as partyDe } from './de/party.ts';
import { peer as peerDe } from './de/peer.ts';
import { qualityScreen as qualityDe } from './de/quality.ts';
import { service as serviceDe } from './de/service.ts';
import { sessions as sessionsDe } from './de/sessions.ts';
import { targets as targetsDe } from './de/targets.ts';
import { tools as toolsDe } from './de/tools.ts';
import { welcome as welcomeDe } from './de/welcome.ts';
import { choices } from './en/choices.ts';
import { common } from './en/common.ts';
import { fix } from './en/fix.ts';
import { frame } from './en/frame.ts';
import { inviting } from './en/inviting.ts';
import { linkTest } from './en/link-test.ts';
import { network } from './en/network.ts';
import { party } from './en/party.ts';
import { peer } from './en/peer.ts';
import { qualityScreen } from './en/quality.ts';
import { service } from './en/service.ts';
import { sessions } from './en/sessions.ts';
import { targets } from './en/targets.ts';
import { tools } from './en/tools.ts';
import { welcome } from './en/welcome.ts';
import type { Language } from './language.ts';

const en = {
  ...common,
  ...frame,
  ...welcome,
  ...party,
  ...inviting,
  ...network,
  ...peer,
  ...linkTest,
  ...qualityScreen,
  ...fix,
  ...sessions,
  ...targets,
  ...tools,
  ...choices,
  ...service,
};

/** English is complete by itself; the other languages must have all that it has, or nothing compiles. */
export type ScreenTexts = typeof en;

const de: ScreenTexts = {
  ...commonDe,
  ...frameDe,
  ...welcomeDe,
  ...partyDe,
  ...invitingDe,
  ...networkDe,
  ...peerDe,
  ...linkTestDe,
  ...qualityDe,
  ...fixDe,
  ...sessionsDe,
  ...targetsDe,
  ...toolsDe,
  ...choicesDe,
  ...serviceDe,
};

const all: Readonly<Record<Language, ScreenTexts>> = { en, de };

export function screenTexts(language: Language): ScreenTexts {
  return all[language];
}
