import { parseArgs } from 'node:util';
import { z } from 'zod';
import { bytesSchema } from '../../../shared/model/wire.ts';

const installSchema = z.strictObject({
  /** A user id; on Windows a security identifier. */
  owner: z.string().regex(/^(\d{1,10}|S-1-5-21(-\d{1,10}){4})$/),
  'token-hash': bytesSchema(32),
  /** SHA-256 of the two files, as whoever asks has read them. */
  'helper-hash': bytesSchema(32),
  'node-hash': bytesSchema(32),
  /** Put before every path, for images and tests; the running system is left alone then. */
  root: z
    .string()
    .regex(/^(\/[\w.-]+)*$/)
    .default(''),
});
const uninstallSchema = installSchema.pick({ owner: true, root: true });

/** What the helper's program does instead of serving: puts itself in place for good, or takes itself away. */
export type ServiceRequest =
  | ({ readonly action: 'install' } & z.infer<typeof installSchema>)
  | ({ readonly action: 'uninstall' } & z.infer<typeof uninstallSchema>);

/** Parses `install …` and `uninstall …`; null when anything is missing, unknown or out of its range. */
export function parseServiceRequest([action, ...args]: readonly string[]): ServiceRequest | null {
  try {
    const values = parseArgs({ args, options: optionsOf(installSchema.shape) }).values;
    if (action === 'install') {
      const parsed = installSchema.safeParse(values);
      return parsed.success ? { action, ...parsed.data } : null;
    }
    const parsed = uninstallSchema.safeParse(values);
    return action === 'uninstall' && parsed.success ? { action, ...parsed.data } : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function optionsOf(shape: object): Record<string, { type: 'string' }> {
  return Object.fromEntries(Object.keys(shape).map((name) => [name, { type: 'string' }]));
}
