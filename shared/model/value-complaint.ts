/** What is wrong with a value that was given, as a reason with its figures. */
import type { z } from 'zod';
import { type ValueReason, valueReasons } from '../faults/fault-reasons.ts';
import type { Reasoned } from '../faults/reason.ts';

type Issue = z.core.$ZodIssue;

/** `at`: which part of the value is meant, e.g. `rules.0.metric`; empty: the whole. */
export type ValueComplaint = { readonly at: string } & Reasoned<ValueReason>;

const WANTED: Readonly<Record<string, Reasoned<ValueReason>>> = {
  int: { reason: 'not-whole' },
  number: { reason: 'not-number' },
  boolean: { reason: 'not-yes-or-no' },
  string: { reason: 'not-text' },
  array: { reason: 'not-list' },
};
/** Names of fields may be another program's. */
const LENGTH_LIMIT = 200;

/** The first complaint. Names the field, never what was in it. */
export function valueComplaint(error: z.ZodError | undefined): ValueComplaint {
  const issue = error?.issues[0];
  if (issue === undefined) return { at: '', reason: 'not-understood' };
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  return { at: path.map(String).join('.').slice(0, LENGTH_LIMIT), ...reasonOf(issue) };
}

function reasonOf(issue: Issue): Reasoned<ValueReason> {
  switch (issue.code) {
    case 'unrecognized_keys':
      return { reason: 'no-such-field' };
    case 'too_small': {
      const minimum = Number(issue.minimum);
      return issue.origin === 'string'
        ? { reason: 'too-short', minimum }
        : { reason: 'too-small', minimum, unit: '' };
    }
    case 'too_big': {
      const maximum = Number(issue.maximum);
      if (issue.origin === 'string') return { reason: 'too-long', maximum };
      return issue.origin === 'array'
        ? { reason: 'too-many', maximum }
        : { reason: 'too-large', maximum, unit: '' };
    }
    case 'invalid_type':
      return WANTED[issue.expected] ?? { reason: 'not-understood' };
    case 'invalid_value':
      return { reason: 'not-one-of', options: issue.values.map(String).join(', ').slice(0, LENGTH_LIMIT) };
    case 'invalid_union':
      return closest(issue.errors);
    default:
      return ofRule(issue.message);
  }
}

/** Of several possible forms, what the likeliest of them lacks: the last one, which is the most specific. */
function closest(errors: readonly (readonly Issue[])[]): Reasoned<ValueReason> {
  const [first] = errors.at(-1) ?? [];
  return first === undefined ? { reason: 'not-understood' } : reasonOf(first);
}

/** Our own rules, whose message is a code. */
function ofRule(message: string): Reasoned<ValueReason> {
  const code = valueReasons.find((one) => one === message) ?? 'malformed';
  // Rules have no figures.
  return { reason: code } as Reasoned<ValueReason>;
}
