import type { z } from 'zod';
import { sayBecause } from '../../../shared/faults/say-reason.ts';
import { valueComplaint } from '../../../shared/model/value-complaint.ts';
import { plain } from '../table.ts';

/** What is wrong with something that was typed, without a full stop. */
export function complaintText(error: z.ZodError): string {
  return plain(sayBecause('ipc.bad-request', valueComplaint(error), 'en') ?? '');
}
