/** Reads a mesh's log, which anybody may have written. */
import { gunzipSync } from 'node:zlib';
import type { z } from 'zod';
import { parseJson } from '../../../base/parse-json.ts';
import type { MeshEvent } from '../mesh/mesh-events.ts';
import { decodeColumn } from './columns.ts';
import { isMeshEvent } from './event-schema.ts';
import {
  chunkSchema,
  endSchema,
  headSchema,
  LOG_LIMIT_BYTES,
  LOG_TEXT_LIMIT_BYTES,
  type LogChunk,
  type LogEnd,
  type LogHead,
  type Outcome,
} from './mesh-log.ts';
import { putTogether } from './template.ts';

export type LogDamage =
  /** No gzip, cut off, or larger than any log is. */
  | 'unreadable'
  /** Nothing that this version knows begins like this. */
  | 'no-log'
  /** The end is missing. */
  | 'cut-off'
  /** A line has another form than it must have. */
  | 'bad-line'
  /** A line holds an event that there is none of. */
  | 'bad-event';

/** What is wrong with a log, and in which line; the first one is 1. */
export class DamagedLog extends Error {
  readonly damage: LogDamage;
  readonly line: number;

  constructor(damage: LogDamage, line: number) {
    super(`${damage} (line ${line})`);
    this.damage = damage;
    this.line = line;
  }
}

export interface LogEntry {
  readonly atMs: number;
  readonly event: MeshEvent;
  /** What followed from it when it was recorded. */
  readonly outcome: Outcome;
}

export interface MeshLog {
  readonly head: LogHead;
  readonly end: LogEnd['end'];
  /** @throws DamagedLog where one of them is none, once it is reached. */
  entries(): Generator<LogEntry>;
}

/** @throws DamagedLog */
export function readLog(packed: Uint8Array): MeshLog {
  const [first = '', ...rest] = unpack(packed).split('\n');
  const head = parseLine(headSchema, first, 1, 'no-log');
  const last = rest.pop() === '' ? rest.pop() : undefined;
  if (last === undefined) throw new DamagedLog('cut-off', 1);
  const { end } = parseLine(endSchema, last, rest.length + 2, 'cut-off');
  const chunks = rest.map((line, i) => parseLine(chunkSchema, line, i + 2));
  return {
    head,
    end,
    *entries() {
      for (const [i, chunk] of chunks.entries()) yield* entriesOf(chunk, i + 2);
    },
  };
}

function unpack(packed: Uint8Array): string {
  // A chunk that was still open may come on top of what is kept.
  if (packed.length > 2 * LOG_LIMIT_BYTES) throw new DamagedLog('unreadable', 1);
  try {
    return gunzipSync(packed, { maxOutputLength: 2 * LOG_TEXT_LIMIT_BYTES }).toString('utf8');
  } catch {
    throw new DamagedLog('unreadable', 1);
  }
}

function parseLine<S extends z.ZodType>(
  schema: S,
  text: string,
  line: number,
  damage: LogDamage = 'bad-line',
): z.infer<S> {
  const parsed = schema.safeParse(parseJson(Buffer.from(text)));
  if (!parsed.success) throw new DamagedLog(damage, line);
  return parsed.data;
}

function* entriesOf(chunk: LogChunk, line: number): Generator<LogEntry> {
  const times = decodeColumn(chunk.atMs);
  const columns = chunk.numbers.map((ofTemplate) => ofTemplate.map(decodeColumn));
  const taken = chunk.templates.map(() => 0);
  let digests = 0;
  for (const [i, index] of chunk.template.entries()) {
    const atMs = times[i];
    const template = chunk.templates[index];
    const kinds = chunk.outcomes[chunk.outcome[i] ?? -1];
    const digest = kinds === '' ? null : chunk.digests[digests++];
    if (atMs === undefined || template === undefined || kinds === undefined || digest === undefined) {
      throw new DamagedLog('bad-line', line);
    }
    const turn = taken[index] ?? 0;
    taken[index] = turn + 1;
    const numbers = (columns[index] ?? []).map((column) => column[turn]);
    yield { atMs, event: eventOf(template, numbers, line), outcome: { kinds, digest } };
  }
}

function eventOf(template: string, numbers: readonly (number | undefined)[], line: number): MeshEvent {
  const event = putTogether(template, numbers);
  // It stays as it is: what a schema makes of it has another order, and effects hold parts of events.
  if (!isMeshEvent(event)) throw new DamagedLog('bad-event', line);
  return event;
}
