/** Advice for what people add to be watched. */
import type { AdviceFor } from './advice-entry.ts';
import type { FaultCode } from './fault.ts';

export const targetAdvice: AdviceFor<Extract<FaultCode, `target.${string}` | 'session.none'>> = {
  'target.invalid': {
    title: 'That can’t be watched',
    text: ({ field, detail }) => `Its ${field} is wrong: it ${detail}. Change that and add it again.`,
    severity: 'medium',
    remedies: [],
  },
  'target.exists': {
    title: 'That is watched already',
    text: ({ name }) => `“${name}” watches the very same thing.`,
    severity: 'medium',
    remedies: [],
  },
  'target.too-many': {
    title: 'That is more than can be watched',
    text: ({ limit }) =>
      `At most ${limit} targets are watched at once. Remove one that you don’t need any more.`,
    severity: 'medium',
    remedies: [],
  },
  'target.not-found': {
    title: 'That is not watched',
    text: ({ id }) => `The target ${id} is not there, or was removed in the meantime.`,
    severity: 'medium',
    remedies: [],
  },

  'session.none': {
    title: 'No game session runs',
    text: () => 'There is none that could be ended. Start one first, and its figures are kept apart.',
    severity: 'medium',
    remedies: [],
  },
};
