/** The part of the contract about finding out: the doctor, tests on demand, the support bundle. */
import { z } from 'zod';
import {
  checkIdSchema,
  doctorProgressSchema,
  findingSchema,
  remedyIdSchema,
  remedyOutcomeSchema,
  supportBundleSchema,
} from '../model/doctor.ts';
import { linkTestProgressSchema, linkTestRequestSchema } from '../model/link-test.ts';
import { call, nothing } from './call.ts';

const run = z.object({ run: z.int() });

export const diagnosisCalls = {
  /** Runs these checks and what they depend on, all without `checks`; a run that is under way is stopped. */
  startDoctor: call(z.strictObject({ checks: z.array(checkIdSchema).optional() }), run),
  stopDoctor: call(nothing, nothing),
  /** Of the last run. */
  getFindings: call(nothing, z.array(findingSchema)),
  /** Carries a remedy out and runs its check again. @fault doctor.remedy-unfit - no finding asks for it. */
  applyRemedy: call(
    z.strictObject({ check: checkIdSchema, peer: z.string().nullable(), remedy: remedyIdSchema }),
    remedyOutcomeSchema,
  ),
  /** The connection log is in it only where both are wanted: it is full of addresses. */
  getSupportBundle: call(
    z.strictObject({ withAddresses: z.boolean(), withConnectionLog: z.boolean() }),
    supportBundleSchema,
  ),

  /** @fault link-test.busy @fault link-test.unknown-place @fault link-test.too-often */
  startLinkTest: call(linkTestRequestSchema, run),
  stopLinkTest: call(z.strictObject({ run: z.int() }), nothing),
} as const;

export const diagnosisEvents = {
  doctorProgress: doctorProgressSchema,
  linkTestProgress: linkTestProgressSchema,
} as const;
