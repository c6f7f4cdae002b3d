/** From faults to words: the only texts about failures that people ever see. */
import type { Language } from '../texts/language.ts';
import type { AdviceFor, Remedy, Severity } from './advice-entry.ts';
import { appAdvice } from './app-advice.ts';
import { germanLabels, germanWords } from './de/german.ts';
import { sayReason } from './de/reasons.ts';
import { doctorAdvice } from './doctor-advice.ts';
import type { Fault, FaultCode } from './fault.ts';
import { partyAdvice } from './party-advice.ts';
import { portmapAdvice } from './portmap-advice.ts';
import { serverAdvice } from './server-advice.ts';
import { targetAdvice } from './target-advice.ts';
import { trialAdvice } from './trial-advice.ts';
import { tunnelAdvice } from './tunnel-advice.ts';

/** Characters of a fact in a sentence; other machines may send more. What is copied stays whole. */
const FACT_LIMIT = 300;
/** Characters that would break the line, steer a terminal or turn the reading direction. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** Advice for every code, in English; leaving one out does not compile. */
export const advice: AdviceFor<FaultCode> = {
  ...appAdvice,
  ...tunnelAdvice,
  ...partyAdvice,
  ...portmapAdvice,
  ...serverAdvice,
  ...targetAdvice,
  ...trialAdvice,
  ...doctorAdvice,
};

/** A fault in words, ready to be shown. */
export interface Explanation {
  readonly title: string;
  readonly text: string;
  readonly severity: Severity;
  readonly remedies: readonly Remedy[];
}

/**
 * Puts a fault into words. Faults cross boundaries, so codes that only a newer version knows, and facts that are
 * missing or hostile, are expected.
 */
export function explain(fault: Fault, language: Language = 'en'): Explanation {
  if (!Object.hasOwn(advice, fault.code)) {
    return { ...unknownWords[language](shorten(clean(fault.code))), severity: 'medium', remedies: [] };
  }
  // Code and facts belong together by the type of Fault, which a lookup by code cannot express.
  const { severity, remedies, ...english } = advice[fault.code] as AdviceFor<FaultCode>['engine.unexpected'];
  const { title, text } = language === 'de' ? (germanWords[fault.code] as typeof english) : english;
  const whole = factsOf(fault.args, clean, language) as { reference: string };
  const short = factsOf(fault.args, (fact) => shorten(clean(fact)), language) as { reference: string };
  return {
    title,
    text: text(short),
    severity,
    remedies: remedies.map((remedy) => {
      const label = language === 'de' ? germanLabels[remedy.label] : remedy.label;
      return remedy.kind === 'copy' ? { ...remedy, label, text: remedy.text(whole) } : { ...remedy, label };
    }),
  };
}

const unknownWords: Readonly<Record<Language, (code: string) => { title: string; text: string }>> = {
  en: (code) => ({
    title: 'Something new went wrong',
    text: `This version of LANrage has no words for “${code}” yet. Updating it may help.`,
  }),
  de: (code) => ({
    title: 'Etwas Neues ging schief',
    text: `Diese Version von LANrage hat noch keine Worte für „${code}“. Aktualisieren hilft vielleicht.`,
  }),
};

/** Facts that the engine says as short phrases; all others are names of things. */
const PHRASES: ReadonlySet<string> = new Set(['reason', 'detail']);

const unknownFact: Readonly<Record<Language, string>> = { en: 'unknown', de: 'unbekannt' };

/** The facts made fit to be shown; one that is missing reads "unknown". */
function factsOf(args: object, tidy: (fact: string) => string, language: Language): object {
  const entries = Object.entries(args).map(([key, fact]) => {
    if (typeof fact !== 'string') return [key, fact];
    const isPhrase = language === 'de' && PHRASES.has(key);
    return [key, tidy(isPhrase ? sayReason(fact) : fact)];
  });
  return new Proxy(Object.fromEntries(entries), {
    get: (facts, key) => (Object.hasOwn(facts, key) ? Reflect.get(facts, key) : unknownFact[language]),
  });
}

function clean(text: string): string {
  return text.replace(UNSAFE, ' ').trim();
}

function shorten(text: string): string {
  return text.length > FACT_LIMIT ? `${text.slice(0, FACT_LIMIT)}…` : text;
}
