/** From faults to words: the only texts about failures that people ever see. */
import { brief, clean, tidyFacts } from '../texts/facts.ts';
import type { Language } from '../texts/language.ts';
import type { AdviceFor, Remedy, Severity } from './advice-entry.ts';
import { appAdvice } from './app-advice.ts';
import { germanLabels, germanWords } from './de/german.ts';
import { doctorAdvice } from './doctor-advice.ts';
import type { Fault, FaultCode } from './fault.ts';
import { linkTestAdvice } from './link-test-advice.ts';
import { meetingAdvice } from './meeting-advice.ts';
import { partyAdvice } from './party-advice.ts';
import { portmapAdvice } from './portmap-advice.ts';
import { sayBecause } from './say-reason.ts';
import { serverAdvice } from './server-advice.ts';
import { targetAdvice } from './target-advice.ts';
import { tunnelAdvice } from './tunnel-advice.ts';

/** Advice for every code, in English; leaving one out does not compile. */
export const advice: AdviceFor<FaultCode> = {
  ...appAdvice,
  ...tunnelAdvice,
  ...meetingAdvice,
  ...partyAdvice,
  ...portmapAdvice,
  ...serverAdvice,
  ...targetAdvice,
  ...linkTestAdvice,
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
    return { ...unknownWords[language](brief(fault.code)), severity: 'medium', remedies: [] };
  }
  // Code and facts belong together by the type of Fault, which a lookup by code cannot express.
  const { severity, remedies, ...english } = advice[fault.code] as AdviceFor<FaultCode>['engine.unexpected'];
  const { title, text } = language === 'de' ? (germanWords[fault.code] as typeof english) : english;
  const told = { ...fault.args, reason: sayBecause(fault.code, fault.args, language) } as object;
  const whole = tidyFacts(told, clean, language) as { reference: string };
  const short = tidyFacts(told, brief, language) as { reference: string };
  return {
    title,
    text: text(short),
    severity,
    remedies: remedies.flatMap((remedy) => {
      const label = language === 'de' ? germanLabels[remedy.label] : remedy.label;
      if (remedy.kind !== 'copy') return { ...remedy, label };
      const text = remedy.text(whole);
      return text === '' ? [] : { ...remedy, label, text };
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
