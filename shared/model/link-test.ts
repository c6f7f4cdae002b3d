/** Tests on demand: what can be asked for, how it goes, and what came out (the ConnectivityTester of the source documents). */
import { z } from 'zod';
import { latencySummarySchema } from './metrics.ts';
import { readingSchema } from './reading.ts';
import { faultSchema } from './wire.ts';

/** A member's id, name or party address; for ping, traceroute and mtu also any host. */
const placeSchema = z.string().trim().min(1).max(255);

export const linkTestRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ping'),
    to: placeSchema,
    count: z.int().min(1).max(1000).default(20),
    intervalMs: z.int().min(100).max(10_000).default(200),
  }),
  z.strictObject({
    type: z.literal('traceroute'),
    to: placeSchema,
    maxHops: z.int().min(1).max(64).default(30),
  }),
  z.strictObject({ type: z.literal('mtu'), to: placeSchema }),
  /**
   * Inside the tunnel, first up, then down, half the time each. `shareOfLink` is how much of what the link carries may be
   * filled on average, by short bursts with pauses; 1 is all that goes through, without a pause.
   */
  z.strictObject({
    type: z.literal('bandwidth'),
    to: placeSchema,
    seconds: z.int().min(1).max(60).default(5),
    shareOfLink: z.number().min(0.01).max(1).default(0.05),
  }),
  /** Latency idle against latency while the link is filled (bufferbloat). */
  z.strictObject({
    type: z.literal('loaded-latency'),
    to: placeSchema,
    seconds: z.int().min(2).max(30).default(5),
  }),
  /** Every pair of the party, by the other members' own figures and by us. */
  z.strictObject({ type: z.literal('routing') }),
  z.strictObject({
    type: z.literal('stress'),
    to: placeSchema,
    messagesPerSecond: z.int().min(1).max(2000).default(200),
    seconds: z.int().min(1).max(60).default(5),
  }),
  z.strictObject({ type: z.literal('connectivity'), to: placeSchema }),
]);
export type LinkTestRequest = z.infer<typeof linkTestRequestSchema>;
export type LinkTestType = LinkTestRequest['type'];

export const hopSchema = z.object({
  ttl: z.int(),
  /** null: nobody answered at that distance. */
  address: z.string().nullable(),
  latency: latencySummarySchema,
});
export type Hop = z.infer<typeof hopSchema>;

/** The steps from a handshake to game traffic, in order. */
export const linkTestSteps = ['handshake', 'echo', 'ping', 'inbound', 'traffic'] as const;
const stepSchema = z.object({ step: z.enum(linkTestSteps), ok: z.boolean(), reading: readingSchema });
export type LinkTestStep = z.infer<typeof stepSchema>;

/** What a test is at that says nothing by figures yet. */
export const linkTestPhases = [
  'idle-latency',
  'filling-up',
  'filling-down',
  'largest-packet',
  /** Asking the member that `peer` names. */
  'asking',
] as const;
export type LinkTestPhase = (typeof linkTestPhases)[number];

export const linkTestResultSchema = z.object({
  type: z.string(),
  success: z.boolean(),
  /** Somebody stopped it: what was measured until then is in the result. */
  stopped: z.boolean(),
  latency: latencySummarySchema.nullable(),
  /** loaded-latency only: while the link was filled. */
  loadedLatency: latencySummarySchema.nullable(),
  bandwidth: z
    .object({
      /** Bits a second that the link carried; below a share of 1, while short bursts went over it. 0: too slow to tell. */
      upBitsPerSecond: z.number(),
      downBitsPerSecond: z.number(),
      upLossRatio: z.number(),
      downLossRatio: z.number(),
      /** Both ways, without the headers of UDP, IP and WireGuard. */
      sentBytes: z.number(),
    })
    .nullable(),
  hops: z.array(hopSchema).nullable(),
  /** Largest IP packet that passes, bytes. */
  mtu: z.int().nullable(),
  /** stress: messages that came back a second. */
  messagesPerSecond: z.number().nullable(),
  pairs: z
    .array(
      z.object({ from: z.string(), to: z.string(), reached: z.boolean(), latencyMs: z.number().nullable() }),
    )
    .nullable(),
  /** connectivity: each step in order. */
  steps: z.array(stepSchema).nullable(),
  errors: z.array(faultSchema),
});
export type LinkTestResult = z.infer<typeof linkTestResultSchema>;

/** The figures of a result before anything was measured; each kind of test fills in its own. */
export const noFigures = {
  latency: null,
  loadedLatency: null,
  bandwidth: null,
  hops: null,
  mtu: null,
  messagesPerSecond: null,
  pairs: null,
  steps: null,
} as const satisfies Partial<LinkTestResult>;

/** What a running test says. `share`: 0–1 of it is done. */
export const linkTestProgressSchema = z.discriminatedUnion('kind', [
  z.object({
    run: z.int(),
    kind: z.literal('phase'),
    share: z.number(),
    phase: z.enum(linkTestPhases),
    /** Name of the member that it is about; null: of none alone. */
    peer: z.string().nullable(),
  }),
  z.object({ run: z.int(), kind: z.literal('step'), share: z.number(), step: stepSchema }),
  z.object({ run: z.int(), kind: z.literal('reply'), share: z.number(), rttMs: z.number().nullable() }),
  z.object({ run: z.int(), kind: z.literal('hop'), share: z.number(), hop: hopSchema }),
  z.object({
    run: z.int(),
    kind: z.literal('rate'),
    share: z.number(),
    direction: z.enum(['up', 'down']),
    bitsPerSecond: z.number(),
  }),
  z.object({ run: z.int(), kind: z.literal('finished'), result: linkTestResultSchema }),
]);
export type LinkTestProgress = z.infer<typeof linkTestProgressSchema>;
