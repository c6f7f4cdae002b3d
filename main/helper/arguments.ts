import { parseArgs } from 'node:util';
import { z } from 'zod';
import { HELPER_GRACE_MS } from '../../shared/helper/verbs.ts';
import { bytesSchema } from '../../shared/model/wire.ts';

const argumentsSchema = z.strictObject({
  'socket-dir': z.string().regex(/^(\/[\w./-]+|C:\/Program Files\/[\w /-]+)$/),
  /** The only user who may connect; of no use on Windows, where `owner-sid` says it. */
  'owner-uid': z.coerce.number().int().min(0).max(0xffff_fffe).default(0),
  'owner-sid': z
    .string()
    .regex(/^S-1-5-21(-\d{1,10}){4}$/)
    .optional(),
  /** SHA-256 of the token: everybody can read a command line. */
  'token-hash': bytesSchema(32),
  /** The socket that systemd holds for the owner, always as descriptor 3 (sd_listen_fds(3)). */
  'listen-fd': z.literal('3').optional(),
  /** Started with the system: without a client it takes the tunnels down and waits for the next one. */
  stay: z.literal('yes').optional(),
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
      'owner-sid': option,
      'token-hash': option,
      'listen-fd': option,
      stay: option,
      'grace-ms': option,
    };
    return argumentsSchema.safeParse(parseArgs({ args: [...args], options }).values).data ?? null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
