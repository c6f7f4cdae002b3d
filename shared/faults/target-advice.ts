/** Advice for what people add to be watched. */
import { wordFor } from '../texts/facts.ts';
import type { AdviceFor } from './advice-entry.ts';
import type { FaultCode, TargetField } from './fault.ts';

const fields: Readonly<Record<TargetField, string>> = {
  target: 'target',
  name: 'name',
  kind: 'kind',
  address: 'address',
  port: 'port',
  family: 'address family',
  intervalMs: 'interval',
  timeoutMs: 'time limit',
};

export const targetAdvice: AdviceFor<Extract<FaultCode, `target.${string}` | 'session.none'>> = {
  'target.invalid': {
    title: 'That can’t be watched',
    text: ({ field, reason }) =>
      `The ${wordFor(fields, field)} is wrong: ${reason}. Change that and try again.`,
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
