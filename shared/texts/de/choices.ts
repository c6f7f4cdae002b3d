import type { choices as en } from '../en/choices.ts';

export const choices: typeof en = {
  choices: {
    language: { system: 'Wie das System', en: 'English', de: 'Deutsch' },
    theme: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
    rendezvous: { auto: 'Wo es gebraucht wird', always: 'Immer', off: 'Nie' },
    logLevel: {
      error: 'Nur Fehler',
      warn: 'Warnungen und Fehler',
      info: 'Was geschah',
      debug: 'Einzelheiten',
      trace: 'Alles',
    },
    logFormat: { human: 'Für Menschen', json: 'JSON' },
  },
};
