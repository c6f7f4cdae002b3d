/** What is made of the measurements: alerts, oddities, trends, who should host, who reaches whom, why it lagged. */
import { z } from 'zod';
import { subjectSchema } from './metrics.ts';
import { settingDefaults } from './settings/registry.ts';

export const alertMetrics = ['down', 'latency', 'loss', 'jitter', 'quality'] as const;

export const alertRuleSchema = z.strictObject({
  metric: z.enum(alertMetrics),
  /** ms for down (how long), latency and jitter; 0–1 for loss; score for quality (below it). */
  threshold: z.number().min(0),
  /** How long it has to be beyond the threshold, ms. */
  forMs: z.int().min(0).max(3_600_000),
  /** No second alert of the same rule and subject within this time, ms. */
  cooldownMs: z.int().min(0).max(86_400_000),
});
export type AlertRule = z.infer<typeof alertRuleSchema>;

export const defaultAlertRules: readonly AlertRule[] = settingDefaults.alertRules;

export const alertSchema = z.object({
  id: z.int(),
  rule: alertRuleSchema,
  subject: subjectSchema,
  name: z.string(),
  raisedAt: z.number(),
  /** null while it lasts. */
  clearedAt: z.number().nullable(),
  /** The figure at its worst. */
  value: z.number(),
});
export type Alert = z.infer<typeof alertSchema>;

export const anomalySchema = z.object({
  subject: subjectSchema,
  at: z.number(),
  metric: z.enum(['latency', 'loss', 'jitter']),
  value: z.number(),
  /** What was usual: median over the window, or for that day and hour once a week is known. */
  expected: z.number(),
  /** Robust z-score: 0.6745 · (value − median) / MAD. */
  score: z.number(),
});
export type Anomaly = z.infer<typeof anomalySchema>;

/** Where latency is heading; shown as a guess with its band, never as fact. */
export const predictionSchema = z.object({
  subject: subjectSchema,
  slopeMsPerMinute: z.number(),
  /** 90 % band of each coming point. */
  points: z.array(z.object({ at: z.number(), lowMs: z.number(), midMs: z.number(), highMs: z.number() })),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** One way of the latency matrix, as `from` measured it. */
export const pairLatencySchema = z.object({
  from: z.string(),
  to: z.string(),
  latencyMs: z.number().nullable(),
  lossRatio: z.number().nullable(),
  path: z.enum(['lan', 'ipv6', 'mapped', 'punched', 'direct', 'relay', 'tcp']).nullable(),
});
export type PairLatency = z.infer<typeof pairLatencySchema>;

/** One pair of the party, `a` before `b` by id: what its two ends say, the worse of both. */
export const topologyEdgeSchema = z.object({
  a: z.string(),
  b: z.string(),
  /** one-way: an end gets answers and the other gets none. unknown: neither end told. */
  reached: z.enum(['yes', 'one-way', 'no', 'unknown']),
  path: pairLatencySchema.shape.path,
  latencyMs: z.number().nullable(),
  lossRatio: z.number().nullable(),
});
export type TopologyEdge = z.infer<typeof topologyEdgeSchema>;

/** Members by how good a host each would be: lowest worst case first. Those that miss a figure stand last. */
export const hostAdviceSchema = z.object({
  best: z.string().nullable(),
  ranking: z.array(
    z.object({ peer: z.string(), worstMs: z.number().nullable(), meanMs: z.number().nullable() }),
  ),
});
export type HostAdvice = z.infer<typeof hostAdviceSchema>;

export const lagCulprits = [
  'own-wifi',
  'own-uplink',
  'own-computer',
  'their-side',
  'relay',
  'path-change',
  'internet',
  'none',
  'unclear',
] as const;

/** What the lag recorder watches. */
export const lagTrackKinds = [
  /** Round trips in ms, null lost; peer-by-others: by how much the other members' to that one stand above their usual. */
  'peer',
  'peer-by-others',
  'relay',
  'gateway',
  'internet',
  /** By how much a timer of ours was late, ms: this computer had no time for us. */
  'stall',
  /** Of all cores, 0–1. */
  'cpu',
  /** dBm. */
  'wifi-signal',
  /** Packets that the radio gave up since the last sample. */
  'wifi-retries',
  /** Of the tunnel, bytes a second. */
  'sent-rate',
  'received-rate',
] as const;
export type LagTrackKind = (typeof lagTrackKinds)[number];

/** What can speak for a verdict; screens make texts of them. */
export const lagFacts = [
  /** Seconds in which players lagged, of about 60. */
  'lag-seconds',
  /** Seconds in which anything was measured at all. */
  'measured-seconds',
  /** 95th percentiles in ms, and lost 0–1, to the players, to the player as the others measure it, and so on. */
  'peer-latency',
  'peer-loss',
  'others-latency',
  'others-loss',
  'gateway-latency',
  'gateway-loss',
  'internet-latency',
  'internet-loss',
  'relay-latency',
  'relay-loss',
  /** By how much this computer was late at worst, ms. */
  'stall',
  /** 0–1. */
  'cpu',
  /** Weakest, dBm. */
  'wifi-signal',
  /** Most packets in one go that the radio gave up. */
  'wifi-retries',
  /** Highest, bytes a second. */
  'sent-rate',
  'path-changes',
  /** Players without any trouble. */
  'steady-players',
] as const;
export type LagFact = (typeof lagFacts)[number];

/** The lag recorder's answer: 30 s before and after, at up to 20 Hz, and what most likely was to blame. */
export const lagReportSchema = z.object({
  id: z.int(),
  pressedAt: z.number(),
  from: z.number(),
  to: z.number(),
  verdict: z.object({
    culprit: z.enum(lagCulprits),
    /** 0–1. */
    confidence: z.number().min(0).max(1),
    /** What speaks for it, as fact and figures; texts are made by the screens. */
    evidence: z.array(z.object({ fact: z.enum(lagFacts), measured: z.number(), expected: z.number() })),
  }),
  pathChanges: z.array(z.object({ at: z.number(), peer: z.string() })),
  /** One track for each thing that was watched; values in the track's own unit. */
  tracks: z.array(
    z.object({
      kind: z.enum(lagTrackKinds),
      /** Id of the peer for the first two kinds, else a name, e.g. of a device. */
      name: z.string(),
      unit: z.enum(['ms', 'ratio', 'bytes-per-second', 'dbm', 'count']),
      samples: z.array(z.object({ at: z.number(), value: z.number().nullable() })),
    }),
  ),
});
export type LagReport = z.infer<typeof lagReportSchema>;

export const insightViewSchema = z.object({
  /** Newest first, at most 100. */
  alerts: z.array(alertSchema),
  anomalies: z.array(anomalySchema),
  predictions: z.array(predictionSchema),
  matrix: z.array(pairLatencySchema),
  /** Every pair once. */
  topology: z.array(topologyEdgeSchema),
  host: hostAdviceSchema,
});
export type InsightView = z.infer<typeof insightViewSchema>;
