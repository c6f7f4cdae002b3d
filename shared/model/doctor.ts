/** The doctor's checks and what they found. Causes are faults, so that advice is written in one place. */
import { z } from 'zod';
import { checkIds } from './check-ids.ts';
import { readingSchema } from './reading.ts';
import { faultSchema } from './wire.ts';

export { checkIds };
export const checkIdSchema = z.enum(checkIds);
export type CheckId = z.infer<typeof checkIdSchema>;

/** What can be done with one press. The engine knows what stands behind each id; a page can ask for nothing else. */
export const remedyIds = [
  'set-up-tunnel',
  'restart-tunnel',
  'remove-stale-interface',
  'choose-free-port',
  'reconnect-control',
  'reach-peer-again',
  'switch-relay',
  'lower-mtu',
  'open-firewall',
  'trim-history',
] as const;
export const remedyIdSchema = z.enum(remedyIds);
export type RemedyId = z.infer<typeof remedyIdSchema>;

export const findingSchema = z.object({
  check: checkIdSchema,
  /** Peer that it is about, null: this machine. */
  peer: z.string().nullable(),
  /** hidden: something that it depends on failed, so that it could say nothing of its own. */
  status: z.enum(['ok', 'warning', 'failed', 'hidden', 'skipped']),
  cause: faultSchema.nullable(),
  /** 0–1. */
  confidence: z.number().min(0).max(1),
  /** null where there is nothing to tell. */
  measured: readingSchema.nullable(),
  expected: readingSchema.nullable(),
  remedy: remedyIdSchema.nullable(),
  tookMs: z.number(),
});
export type Finding = z.infer<typeof findingSchema>;

export const doctorProgressSchema = z.discriminatedUnion('kind', [
  z.object({ run: z.int(), kind: z.literal('started'), check: checkIdSchema, peer: z.string().nullable() }),
  z.object({ run: z.int(), kind: z.literal('found'), finding: findingSchema }),
  z.object({ run: z.int(), kind: z.literal('finished'), tookMs: z.number(), stopped: z.boolean() }),
]);
export type DoctorProgress = z.infer<typeof doctorProgressSchema>;

/** Before and after of a remedy: the same check run again. */
export const remedyOutcomeSchema = z.object({ before: findingSchema, after: findingSchema });
export type RemedyOutcome = z.infer<typeof remedyOutcomeSchema>;

/** The support bundle as text, shown before it goes anywhere; free of keys, codes and tokens. */
export const supportBundleSchema = z.object({ text: z.string(), withAddresses: z.boolean() });
export type SupportBundle = z.infer<typeof supportBundleSchema>;
