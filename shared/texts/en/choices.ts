/** The values of settings with a few of them; the command menu offers some, so they are there from the start. */
import type { ChoiceTexts } from '../setting-texts.ts';

export const choices = {
  choices: {
    language: { system: 'As the system', en: 'English', de: 'Deutsch' },
    theme: { system: 'As the system', light: 'Light', dark: 'Dark' },
    rendezvous: { auto: 'Where it is needed', always: 'Always', off: 'Never' },
    logLevel: {
      error: 'Errors only',
      warn: 'Warnings and errors',
      info: 'What happened',
      debug: 'Details',
      trace: 'Everything',
    },
    logFormat: { human: 'For people', json: 'JSON' },
  } satisfies ChoiceTexts,
};
