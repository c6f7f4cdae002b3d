/** The part of the contract about what is watched and measured: targets, metrics, history, sessions, insight. */
import { z } from 'zod';
import { insightViewSchema, lagReportSchema } from '../model/insight.ts';
import {
  gameSessionSchema,
  historyEventSchema,
  historyExportQuerySchema,
  historyExportSchema,
  historyQuerySchema,
  historySchema,
  metricsViewSchema,
} from '../model/metrics.ts';
import { targetDraftSchema, targetIdSchema, targetPatchSchema, targetViewSchema } from '../model/target.ts';
import { displayNameSchema } from '../model/wire.ts';
import { call, nothing } from './call.ts';

export const watchCalls = {
  getTargets: call(nothing, z.array(targetViewSchema)),
  /** @fault target.exists - the same kind, address and port is probed already. @fault target.too-many @fault target.invalid */
  addTarget: call(targetDraftSchema, targetViewSchema),
  /** @fault target.not-found @fault target.exists @fault target.invalid */
  updateTarget: call(z.strictObject({ id: targetIdSchema, patch: targetPatchSchema }), targetViewSchema),
  /** Its history stays. One that is gone already is no fault. */
  removeTarget: call(z.strictObject({ id: targetIdSchema }), nothing),

  getMetrics: call(nothing, metricsViewSchema),
  getHistory: call(historyQuerySchema, historySchema),
  /** As CSV or JSON, at most 8 MiB of it. */
  exportHistory: call(historyExportQuerySchema, historyExportSchema),
  /** Newest last, at most 1000. */
  getHistoryEvents: call(
    z.strictObject({ from: z.number(), to: z.number() }),
    z.array(historyEventSchema).max(1000),
  ),
  /** Until `endSession`, echoes run at 5 Hz and the figures of that time are kept apart. */
  startSession: call(z.strictObject({ name: displayNameSchema }), z.object({ id: z.int() })),
  /** @fault session.none */
  endSession: call(nothing, gameSessionSchema),
  getSessions: call(nothing, z.array(gameSessionSchema)),

  getInsight: call(nothing, insightViewSchema),
  /** Keeps the last 30 s and the next 30 s; the report comes as `lagRecorded`. */
  recordLag: call(nothing, z.object({ id: z.int() })),
} as const;

export const watchEvents = {
  /** Once a second while somebody listens. */
  metrics: metricsViewSchema,
  targets: z.array(targetViewSchema),
  insight: insightViewSchema,
  lagRecorded: lagReportSchema,
} as const;
