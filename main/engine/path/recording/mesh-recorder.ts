/**
 * Keeps what a mesh was told, when, and a digest of what it wanted done, from its beginning on: only so can it be played again.
 * When its room is used up it stops, and the log says so. Pure but for the packing.
 */
import { gzipSync } from 'node:zlib';
import type { MeshTerms } from '../mesh/mesh.ts';
import type { MeshEffect, MeshEvent } from '../mesh/mesh-events.ts';
import { encodeColumn } from './columns.ts';
import {
  LOG_LIMIT_BYTES,
  LOG_TEXT_LIMIT_BYTES,
  type LogChunk,
  type LogEnd,
  type LogHead,
  outcomeOf,
} from './mesh-log.ts';
import { maskedText, takeApart } from './template.ts';

/** Numbers and letters of a chunk: packed in a few milliseconds, and large enough to be packed well. */
const CHUNK_SIZE = 16_384;

export interface RecorderOptions {
  readonly terms: MeshTerms;
  /** The program and its version. */
  readonly app: string;
  /** When `terms.startedAtMs` was. */
  readonly startedAt: Date;
  readonly limitBytes?: number;
}

export class MeshRecorder {
  readonly #limitBytes: number;
  readonly #packed: Uint8Array[] = [];
  #packedBytes = 0;
  #textBytes = 0;
  #isFull = false;
  #chunk = new OpenChunk();

  constructor({ terms, app, startedAt, limitBytes = LOG_LIMIT_BYTES }: RecorderOptions) {
    this.#limitBytes = limitBytes;
    const head: LogHead = {
      format: 'lanrage-connection-log',
      version: 1,
      app,
      startedAt: startedAt.toISOString(),
      terms: { ...terms, servers: terms.servers.map(hideUser) },
    };
    this.#keep(maskedText(head));
  }

  /** True once events are no longer kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** @param effects - what followed from the event. */
  record(event: MeshEvent, nowMs: number, effects: readonly MeshEffect[]): void {
    if (this.#isFull) return;
    this.#chunk.add(event, nowMs, effects);
    if (this.#chunk.size < CHUNK_SIZE) return;
    this.#keep(JSON.stringify(this.#chunk.close()));
    this.#chunk = new OpenChunk();
  }

  /** The log as it is now. */
  read(): Uint8Array {
    const end = { end: this.#isFull ? 'full' : 'now' } satisfies LogEnd;
    const open = this.#chunk.size === 0 ? [] : [pack(JSON.stringify(this.#chunk.close()))];
    return Buffer.concat([...this.#packed, ...open, pack(JSON.stringify(end))]);
  }

  /** What there is no room for is left out, with all that follows. */
  #keep(line: string): void {
    const packed = pack(line);
    this.#packedBytes += packed.length;
    this.#textBytes += Buffer.byteLength(line);
    this.#isFull = this.#packedBytes > this.#limitBytes || this.#textBytes > LOG_TEXT_LIMIT_BYTES / 2;
    if (!this.#isFull) this.#packed.push(packed);
  }
}

/** The chunk that is being filled. */
class OpenChunk {
  /** Roughly its letters and numbers. */
  size = 0;
  readonly #templates = new Map<string, { readonly index: number; readonly columns: number[][] }>();
  readonly #outcomes = new Map<string, number>();
  readonly #atMs: number[] = [];
  readonly #template: number[] = [];
  readonly #outcome: number[] = [];
  readonly #digests: number[] = [];

  add(event: MeshEvent, nowMs: number, effects: readonly MeshEffect[]): void {
    const { template, numbers } = takeApart(needed(event));
    const { kinds, digest } = outcomeOf(effects);
    this.#template.push(this.#put(template, numbers));
    this.#outcome.push(this.#outcomeIndex(kinds));
    if (digest !== null) this.#digests.push(digest);
    this.#atMs.push(nowMs);
    this.size += numbers.length + 4;
  }

  close(): LogChunk {
    const templates = [...this.#templates.values()];
    return {
      templates: [...this.#templates.keys()],
      numbers: templates.map(({ columns }) => columns.map(encodeColumn)),
      outcomes: [...this.#outcomes.keys()],
      atMs: encodeColumn(this.#atMs),
      template: this.#template,
      outcome: this.#outcome,
      digests: this.#digests,
    };
  }

  #put(template: string, numbers: readonly number[]): number {
    let known = this.#templates.get(template);
    if (known === undefined) {
      known = { index: this.#templates.size, columns: numbers.map(() => []) };
      this.#templates.set(template, known);
      this.size += template.length;
    }
    for (const [i, value] of numbers.entries()) known.columns[i]?.push(value);
    return known.index;
  }

  #outcomeIndex(kinds: string): number {
    const known = this.#outcomes.get(kinds);
    if (known !== undefined) return known;
    this.#outcomes.set(kinds, this.#outcomes.size);
    this.size += kinds.length;
    return this.#outcomes.size - 1;
  }
}

/** That there is somebody matters, since no tunnel is asked for there; who it is does not. */
function hideUser(server: string): string {
  return server.replace(/\/\/[^/]*@/, '//hidden@');
}

/** Whoever has more of a member than links need, as its name and its sealed record, keeps that. */
function needed(event: MeshEvent): MeshEvent {
  if (event.type !== 'came' && event.type !== 'changed') return event;
  const { id, wireguardKey, address, presence, reachability } = event.member;
  return { ...event, member: { id, wireguardKey, address, presence, reachability } };
}

function pack(line: string): Uint8Array {
  return gzipSync(`${line}\n`);
}
