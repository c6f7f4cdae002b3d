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
import { trialProgressSchema, trialRequestSchema } from '../model/trial.ts';
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

  /** @fault trial.busy @fault trial.unknown-place @fault trial.too-often */
  startTrial: call(trialRequestSchema, run),
  stopTrial: call(z.strictObject({ run: z.int() }), nothing),
} as const;

export const diagnosisEvents = {
  doctorProgress: doctorProgressSchema,
  trialProgress: trialProgressSchema,
} as const;
