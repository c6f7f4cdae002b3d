import type { z } from 'zod';
import type { FaultArgs } from '../faults/fault.ts';
import { valueComplaint } from './value-complaint.ts';

/** Why a setting does not take a value: which setting, and what is wrong with it. */
export function settingComplaint(error: z.ZodError): FaultArgs['settings.invalid'] {
  const { at, ...complaint } = valueComplaint(error);
  const [key = '', ...within] = at.split('.');
  if (complaint.reason === 'no-such-field' && within.length === 0)
    return { key, at: '', reason: 'no-such-setting', closest: '' };
  return { key, at: within.join('.'), ...complaint };
}
