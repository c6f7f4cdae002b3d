import { parseArgs } from 'node:util';
import { z } from 'zod';
import { HELPER_GRACE_MS } from '../../shared/helper/verbs.ts';
import { bytesSchema } from '../../shared/model/wire.ts';

const argumentsSchema = z.strictObject({
  'socket-dir': z.string().regex(/^\/[\w./-]+$/),
  /** The only user who may connect. */
  'owner-uid': z.coerce.number().int().min(0).max(0xffff_fffe),
  /** SHA-256 of the token: everybody can read a command line. */
  'token-hash': bytesSchema(32),
  /** Shorter only in tests. */
  'grace-ms': z.coerce.number().int().min(0).max(HELPER_GRACE_MS).default(HELPER_GRACE_MS),
});
export type HelperArguments = z.infer<typeof argumentsSchema>;

/** Parses the helper's command line; null when anything is missing, unknown or out of its range. */
export function parseArguments(args: readonly string[]): HelperArguments | null {
  try {
    const option = { type: 'string' } as const;
    const options = {
      'socket-dir': option,
      'owner-uid': option,
      'token-hash': option,
      'grace-ms': option,
    };
    return argumentsSchema.safeParse(parseArgs({ args: [...args], options }).values).data ?? null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
