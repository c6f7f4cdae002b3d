/** What is measured over time: series of peers and targets, the system's load, and the history in the database. */
import { z } from 'zod';
import { qualityWords } from '../quality.ts';
import { rule } from './wire.ts';

/** `peer:<peer id>`, `target:<target id>` or `system`. */
export const subjectSchema = z.string().regex(/^(?:peer:|target:).{1,64}$|^system$/, rule('malformed'));
export type Subject = z.infer<typeof subjectSchema>;

/** none: fewer than 3 losses. burst: losses stand together more than chance would have it. */
export const lossPatterns = ['none', 'random', 'burst'] as const;

/** Latency of a span of time; all times in ms, null where nothing was answered. */
export const latencySummarySchema = z.object({
  sent: z.int(),
  lost: z.int(),
  minMs: z.number().nullable(),
  medianMs: z.number().nullable(),
  meanMs: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
  /** RFC 3550 §6.4.1. */
  jitterMs: z.number().nullable(),
  /** 0–1, null when nothing was sent. */
  lossRatio: z.number().nullable(),
  /** Most losses in a row. */
  longestBurst: z.int(),
  lossPattern: z.enum(lossPatterns),
});
export type LatencySummary = z.infer<typeof latencySummarySchema>;

/** Bytes a second now, the highest of the hour, and bytes in all. */
export const rateSchema = z.object({
  perSecond: z.number(),
  peak: z.number(),
  total: z.number(),
  /** Share of the measured capacity that is in use now, 0–1; absent until a bandwidth test was run. */
  utilisation: z.number().optional(),
});
export type Rate = z.infer<typeof rateSchema>;

export const qualitySchema = z.object({
  /** 0–100. */
  score: z.number().min(0).max(100),
  band: z.enum(qualityWords),
  trend: z.enum(['better', 'steady', 'worse']),
});
export type Quality = z.infer<typeof qualitySchema>;

export const seriesViewSchema = z.object({
  subject: subjectSchema,
  name: z.string(),
  /** Link state of a peer, state of a target; `disconnected` for a peer that left and whose history stays. */
  state: z.string(),
  /** The last minute. */
  latency: latencySummarySchema,
  /** null until something was answered. */
  quality: qualitySchema.nullable(),
  /** null for targets. */
  received: rateSchema.nullable(),
  sent: rateSchema.nullable(),
  /** Packets, where the way to the peer counts them. */
  receivedPackets: rateSchema.optional(),
  sentPackets: rateSchema.optional(),
  pathChanges: z.int(),
  handshakeAgeMs: z.number().nullable(),
});
export type SeriesView = z.infer<typeof seriesViewSchema>;

/** Messages of one type on one of our own wires, e.g. `control.signal`, `echo.request`, `helper.peer.set`. */
export const messageCountSchema = z.object({
  type: z.string(),
  sent: z.int(),
  received: z.int(),
  failed: z.int(),
  bytesSent: z.number(),
  bytesReceived: z.number(),
  /** Median and 99th percentile of size in bytes; null before the first. */
  sizeMedian: z.number().nullable(),
  sizeP99: z.number().nullable(),
});

export type MessageCount = z.infer<typeof messageCountSchema>;

export const systemViewSchema = z.object({
  /** 0–1 of all cores; null before two samples. */
  cpuRatio: z.number().nullable(),
  memoryUsedBytes: z.number(),
  memoryTotalBytes: z.number(),
  /** Our own process: 1 is one core. */
  ownCpuRatio: z.number().nullable(),
  ownMemoryBytes: z.number(),
  /** All peers of the tunnel together. */
  received: rateSchema,
  sent: rateSchema,
});

export type SystemView = z.infer<typeof systemViewSchema>;

/** Whether what is measured also gets written. Nothing is lost in silence: what was dropped is counted. */
export const recordingSchema = z.object({
  state: z.enum(['recording', 'retrying', 'off']),
  queued: z.int(),
  dropped: z.int(),
  /** 1: as asked. Above: sampling is slowed by so much, because of the own load. */
  slowdown: z.number().min(1),
});
export type Recording = z.infer<typeof recordingSchema>;

/** All that is known now; a few KiB. */
export const metricsViewSchema = z.object({
  /** Wall-clock ms. */
  at: z.number(),
  series: z.array(seriesViewSchema),
  system: systemViewSchema,
  /** Of the party: the worst third counts double; null without measured peers. */
  quality: qualitySchema.nullable(),
  connections: z.object({
    active: z.int(),
    opened: z.int(),
    failed: z.int(),
    /** Median and 99th percentile of how long links lasted, ms. */
    durationMedianMs: z.number().nullable(),
    durationP99Ms: z.number().nullable(),
    /** Short name of a reason → how often links failed for it. */
    errors: z.record(z.string(), z.int()).optional(),
  }),
  messages: z.array(messageCountSchema),
  /** Messages of all types a second. */
  messageRates: z.object({ sent: rateSchema, received: rateSchema }).optional(),
  /** Version of the program → members that run it. */
  versions: z.record(z.string(), z.int()),
  recording: recordingSchema,
});
export type MetricsView = z.infer<typeof metricsViewSchema>;

/** One bucket of history, from `at` (wall-clock ms) on; null figures: nothing answered. */
export const historyPointSchema = z.object({
  at: z.number(),
  sent: z.int(),
  lost: z.int(),
  minMs: z.number().nullable(),
  medianMs: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
  meanMs: z.number().nullable(),
  jitterMs: z.number().nullable(),
  receivedBytes: z.number(),
  sentBytes: z.number(),
  /** Means over the span; only of the subject `system`. Memory in bytes, the own CPU in cores. */
  load: z
    .object({
      cpuRatio: z.number(),
      ownCpuRatio: z.number(),
      memoryUsedBytes: z.number(),
      ownMemoryBytes: z.number(),
    })
    .optional(),
});
export type HistoryPoint = z.infer<typeof historyPointSchema>;

export const historyQuerySchema = z.strictObject({
  subject: subjectSchema,
  /** Wall-clock ms; `to` is not included. */
  from: z.number(),
  to: z.number(),
  /** At most so many points come back: the finest resolution that fits is chosen. */
  points: z.int().min(1).max(2000).default(720),
});
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

export const historySchema = z.object({
  subject: subjectSchema,
  /** Width of a point in ms: 1000, 60,000 or 3,600,000 times a whole number. */
  stepMs: z.number(),
  points: z.array(historyPointSchema),
});
export type History = z.infer<typeof historySchema>;

/** Text of one export at most; the socket's answers hold it. */
export const HISTORY_EXPORT_LIMIT_BYTES = 8 * 1024 * 1024;

export const historyExportQuerySchema = z
  .strictObject({
    subject: subjectSchema,
    /** Wall-clock ms; `to` is not included. */
    from: z.number().min(0),
    to: z.number().max(8.64e15),
    /** As fine as this; coarser where history is. */
    stepMs: z
      .int()
      .min(1000)
      .max(24 * 3_600_000)
      .default(60_000),
    format: z.enum(['csv', 'json']),
  })
  .refine(({ from, to }) => from < to, rule('ends-before-it-begins'))
  .refine(({ from, to, stepMs }) => (to - from) / stepMs <= 1_000_000, rule('too-many-steps'));
export type HistoryExportQuery = z.infer<typeof historyExportQuerySchema>;

/** `truncated`: the newest points are missing, because the text would have been too long. */
export const historyExportSchema = z.object({ text: z.string(), truncated: z.boolean() });
export type HistoryExport = z.infer<typeof historyExportSchema>;

/** What can happen to a subject. Ways are named as in the latency matrix. */
export type Happening =
  /** `from` null: there was none. */
  | { readonly kind: 'path'; readonly from: string | null; readonly to: string }
  /** The largest packets that are sent there since, in bytes; null: as large as the tunnel takes. */
  | { readonly kind: 'packet-size'; readonly bytes: number | null }
  /** `code`: of the fault. */
  | { readonly kind: 'connection-failed'; readonly code: string }
  | { readonly kind: 'alert-raised' | 'alert-cleared' | 'anomaly'; readonly metric: string }
  /** Sampling is so many times slower, because of the own load; 1: as fast as asked again. */
  | { readonly kind: 'slowdown'; readonly factor: number }
  /** The file was damaged, and is kept there. */
  | { readonly kind: 'history-repaired'; readonly path: string }
  /** The file was deleted, and so many minutes of a subject each with it. */
  | { readonly kind: 'history-deleted'; readonly minutes: number }
  /** The wall clock was set forward by so much; negative: back. */
  | { readonly kind: 'clock-jump'; readonly ms: number };

/** Something that happened, at wall-clock ms. */
export type HistoryEvent = { readonly at: number; readonly subject: Subject } & Happening;

/** An event as it crosses a boundary; kinds of a newer version pass. */
export const historyEventSchema: z.ZodType<HistoryEvent> = z
  .object({ at: z.number(), subject: subjectSchema, kind: z.string().max(32) })
  .catchall(z.union([z.string().max(1000), z.number(), z.null()]))
  .transform((value) => value as unknown as HistoryEvent);

/** A game session: from its start to its end, with the figures of that time alone. */
export const gameSessionSchema = z.object({
  id: z.int(),
  name: z.string(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  peers: z.array(z.object({ peer: z.string(), name: z.string(), latency: latencySummarySchema })),
});
export type GameSession = z.infer<typeof gameSessionSchema>;
