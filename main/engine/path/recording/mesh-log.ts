/**
 * The log of a mesh as it is kept and passed on: gzip members, each with lines of JSON. The first line is the head; each of the
 * others is a chunk that can be read without those before it, and the last one says whether there was more.
 */
import { z } from 'zod';
import { keySchema } from '../../../../shared/model/wire.ts';
import type { MeshTerms } from '../mesh/mesh.ts';
import type { MeshEffect } from '../mesh/mesh-events.ts';
import { columnSchema } from './columns.ts';
import { maskedText } from './template.ts';

/** Of all that is kept; as text it takes about six times as much. */
export const LOG_LIMIT_BYTES = 4 * 1024 * 1024;
export const LOG_TEXT_LIMIT_BYTES = 64 * 1024 * 1024;

const text = z.string().max(1024);
const index = z.int().min(0);

export const headSchema = z.strictObject({
  format: z.literal('lanrage-connection-log'),
  version: z.literal(1),
  app: z.string().max(64),
  /** When `terms.startedAtMs` was. */
  startedAt: z.iso.datetime(),
  terms: z.strictObject({
    ownKey: keySchema,
    keepaliveSeconds: z.int().min(0),
    servers: z.array(text).max(64),
    session: z.uint32(),
    startedAtMs: z.number(),
    direct: z.boolean().optional(),
  }) satisfies z.ZodType<MeshTerms>,
});
export type LogHead = z.infer<typeof headSchema>;

/** Events in order, as columns. */
export const chunkSchema = z.strictObject({
  /** Events without their numbers. */
  templates: z.array(z.string()),
  /** By template, the column of each of its numbers. */
  numbers: z.array(z.array(columnSchema)),
  /** What kinds of effects followed from one event, as `send-echo sample`. */
  outcomes: z.array(z.string().max(64 * 1024)),
  /** Of each event: its time, its template, what followed. */
  atMs: columnSchema,
  template: z.array(index),
  outcome: z.array(index),
  /** Of each event that anything followed from: the digest of its effects. */
  digests: z.array(z.int().min(0).max(0xffff)),
});
export type LogChunk = z.infer<typeof chunkSchema>;

/** full: events after this were not kept, since there was no room. */
export const endSchema = z.strictObject({ end: z.enum(['full', 'now']) });
export type LogEnd = z.infer<typeof endSchema>;

export interface Outcome {
  /** Kinds of effects, in order. */
  readonly kinds: string;
  /** 16 bits; null: there are none. */
  readonly digest: number | null;
}

/** What is kept of effects: enough to see whether those of another run are the same. */
export function outcomeOf(effects: readonly MeshEffect[]): Outcome {
  if (effects.length === 0) return { kinds: '', digest: null };
  return { kinds: effects.map(({ type }) => type).join(' '), digest: digest(maskedText(effects)) };
}

/** FNV-1a, folded: it has to find accidents, no attackers. */
function digest(data: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < data.length; i++) hash = Math.imul(hash ^ data.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 16)) & 0xffff;
}
