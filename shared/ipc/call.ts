import { z } from 'zod';

/** What a call takes and gives. */
export interface CallSchemas {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** One call of the contract. */
export function call<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): { input: I; output: O } {
  return { input, output };
}

/** Calls without input or without an answer of their own. */
export const nothing = z.object({});
