/** Reasons in words, in the person's language. */
import { brief, tidyFacts } from '../texts/facts.ts';
import type { Language } from '../texts/language.ts';
import { reasons as de } from './de/reasons.ts';
import { reasons as en } from './en/reasons.ts';
import { faultReasons, type ProbeReason, probeReasons } from './fault-reasons.ts';
import type { ReasonCode, Reasoned, ReasonWords } from './reason.ts';

const all: Readonly<Record<Language, ReasonWords>> = { en, de };
/** What a code of a newer version looks like; sentences of an older one are not shown as ours. */
const CODE = /^[a-z][a-z0-9-]{0,63}$/;
const unknown: Readonly<Record<Language, string>> = {
  en: 'a reason that this version does not know',
  de: 'ein Grund, den diese Version nicht kennt',
};

/** Why a fault happened, as a clause without a full stop; null where its kind needs no reason. `at` stands before it. */
export function sayBecause(code: string, args: object, language: Language): string | null {
  if (!Object.hasOwn(faultReasons, code)) return null;
  const said = say(args, faultReasons[code as keyof typeof faultReasons], language);
  return 'at' in args && typeof args.at === 'string' && args.at !== '' ? `${brief(args.at)}: ${said}` : said;
}

/** Why a probe got no answer. */
export function sayProbeReason(because: Reasoned<ProbeReason>, language: Language): string {
  return say(because, probeReasons, language);
}

function say(facts: object, known: readonly ReasonCode[], language: Language): string {
  const reason = 'reason' in facts ? facts.reason : null;
  const code = known.find((one) => one === reason);
  if (code === undefined) {
    return typeof reason === 'string' && CODE.test(reason)
      ? `${unknown[language]} (${reason})`
      : unknown[language];
  }
  // Code and figures belong together by the type of Reasoned, which a lookup by code cannot express.
  const words = all[language][code] as (figures: object) => string;
  return words(tidyFacts(facts, brief, language));
}
