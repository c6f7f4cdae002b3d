/** What is probed beside the party's members: any host, name or page that somebody wants to keep an eye on. */
import { z } from 'zod';
import type { ProbeReason } from '../faults/fault-reasons.ts';
import type { Reasoned } from '../faults/reason.ts';
import { displayNameSchema, portSchema } from './wire.ts';

export const probeKinds = ['icmp', 'tcp', 'udp', 'http', 'dns'] as const;
export const probeKindSchema = z.enum(probeKinds);
export type ProbeKind = z.infer<typeof probeKindSchema>;

/** RFC 1123 names, IPv4 and IPv6 literals without brackets; for http a URL, for dns the name to resolve. */
const addressSchema = z.string().trim().min(1).max(2000);

const fields = {
  name: displayNameSchema,
  kind: probeKindSchema,
  address: addressSchema,
  /** tcp and udp need one; the other kinds have none. */
  port: portSchema.min(1).nullable(),
  family: z.enum(['any', 'ipv4', 'ipv6']),
  intervalMs: z.int().min(1000).max(3_600_000),
  timeoutMs: z.int().min(100).max(60_000),
};

/** A target as somebody asks for it. */
export const targetDraftSchema = z.strictObject({
  ...fields,
  port: fields.port.default(null),
  family: fields.family.default('any'),
  intervalMs: fields.intervalMs.default(1000),
  timeoutMs: fields.timeoutMs.default(2000),
});
export type TargetDraft = z.infer<typeof targetDraftSchema>;

export const targetIdSchema = z.string().min(1).max(64);
export const targetSchema = z.object({ id: targetIdSchema, ...fields });
export type Target = z.infer<typeof targetSchema>;

/** What is changed in a target; made without defaults, which parsing would otherwise add. */
export const targetPatchSchema = z.strictObject(fields).partial();
export type TargetPatch = z.infer<typeof targetPatchSchema>;

/** Phases of an HTTP request in ms; null where the connection was kept or the phase was not reached. */
const httpPhasesSchema = z.object({
  dnsMs: z.number().nullable(),
  connectMs: z.number().nullable(),
  tlsMs: z.number().nullable(),
  firstByteMs: z.number().nullable(),
});

/** Why a probe could not be made; codes of a newer version pass, and are shown as not known. */
const becauseSchema: z.ZodType<Reasoned<ProbeReason>> = z
  .object({ reason: z.string().max(64) })
  .catchall(z.union([z.string().max(2048), z.number()]))
  .transform((value) => value as unknown as Reasoned<ProbeReason>);

/** One probe's end. Only `answered` has a time: what was not answered is never 0. */
export const probeOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('answered'),
    rttMs: z.number().min(0),
    /** Of the reply, where the way of probing shows it. */
    ttl: z.int().nullable().default(null),
    /** http only. */
    status: z.int().nullable().default(null),
    phases: httpPhasesSchema.nullable().default(null),
    /** dns only: what the name resolved to. */
    addresses: z.array(z.string()).default([]),
  }),
  z.object({ outcome: z.literal('timeout') }),
  /** ICMP unreachable: its code; `from`: who said so. */
  z.object({ outcome: z.literal('unreachable'), code: z.int(), from: z.string().nullable() }),
  /** A closed port, or an HTTP status of 400 and above; null: a port. */
  z.object({ outcome: z.literal('refused'), status: z.int().nullable() }),
  /** The name has no address of that family. */
  z.object({ outcome: z.literal('unresolved'), why: becauseSchema }),
  /** This machine doesn't let us probe that way, and no other way is left. */
  z.object({ outcome: z.literal('denied'), why: becauseSchema }),
  z.object({ outcome: z.literal('error'), why: becauseSchema }),
]);
export type ProbeOutcome = z.infer<typeof probeOutcomeSchema>;

/** One probe of one target, at wall-clock ms. `via`: how it was sent, e.g. icmp-datagram, icmp-raw, ping, tcp. */
export const probeResultSchema = z.object({
  target: targetIdSchema,
  at: z.number(),
  via: z.string().max(32),
  result: probeOutcomeSchema,
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

/** A target and how it fares now. */
export const targetViewSchema = z.object({
  target: targetSchema,
  /** pending: not probed yet. backing-off: after more than 3 errors in a row, until `nextAt`. */
  state: z.enum(['pending', 'answering', 'failing', 'backing-off']),
  last: probeResultSchema.nullable(),
  consecutiveFailures: z.int(),
  /** Wall-clock ms of the next probe. */
  nextAt: z.number().nullable(),
});
export type TargetView = z.infer<typeof targetViewSchema>;
