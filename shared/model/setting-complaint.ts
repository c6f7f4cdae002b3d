/** Why a setting does not take a value, in words that people understand. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const WANTED: Readonly<Record<string, string>> = {
  int: 'it must be a whole number',
  number: 'it must be a number',
  boolean: 'it must be yes or no',
  string: 'it must be a text',
  array: 'it must be a list',
};

/** The first complaint: which setting, and what is wrong. Each phrase has its translation in shared/faults/de/reasons.ts. */
export function settingComplaint(error: z.ZodError): { readonly key: string; readonly detail: string } {
  const [issue] = error.issues;
  if (issue === undefined) return { key: '', detail: 'not understood' };
  if (issue.code === 'unrecognized_keys')
    return { key: issue.keys[0] ?? '', detail: 'there is no such setting' };
  const [key = '', ...within] = issue.path.map(String);
  const detail = complaintOf(issue);
  return { key, detail: within.length === 0 ? detail : `${within.join('.')}: ${detail}` };
}

function complaintOf(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string'
        ? `it must have at least ${issue.minimum} characters`
        : `it must be at least ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `it must have at most ${issue.maximum} characters`;
      if (issue.origin === 'array') return `there may be at most ${issue.maximum} of them`;
      return `it must be at most ${issue.maximum}`;
    case 'invalid_type':
      return WANTED[issue.expected] ?? 'not understood';
    case 'invalid_value':
      return `it must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return closest(issue.errors);
    default:
      // Our own rules say it themselves.
      return issue.message;
  }
}

/** Of several possible forms, what the likeliest of them lacks: the last one, which is the most specific. */
function closest(errors: readonly (readonly Issue[])[]): string {
  const [first] = errors.at(-1) ?? [];
  return first === undefined ? 'not understood' : complaintOf(first);
}
