/** Advice for what people add to be watched. */
import type { AdviceFor } from './advice-entry.ts';
import type { FaultCode } from './fault.ts';

export const targetAdvice: AdviceFor<Extract<FaultCode, `target.${string}`>> = {
  'target.invalid': {
    title: 'That can’t be watched',
    text: ({ field, detail }) => `The ${field} ${detail}.`,
    severity: 'low',
    remedies: [],
  },
  'target.exists': {
    title: 'That is watched already',
    text: ({ name }) => `“${name}” watches the very same thing.`,
    severity: 'low',
    remedies: [],
  },
  'target.too-many': {
    title: 'That is more than can be watched',
    text: ({ limit }) =>
      `At most ${limit} targets are watched at once. Remove one that you don’t need any more.`,
    severity: 'low',
    remedies: [],
  },
  'target.not-found': {
    title: 'That is not watched',
    text: () => 'The target was removed in the meantime.',
    severity: 'low',
    remedies: [],
  },
};
