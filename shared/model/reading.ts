/** What the engine measured or saw, as a code with figures; `shared/texts/readings.ts` makes words of it. */
import { z } from 'zod';

type Nothing = Record<never, never>;

/** Code → its figures: times in ms, shares 0–1. */
export interface Readings {
  /** A round trip, or how long an answer took. */
  latency: { ms: number };
  'latency-and-lost': { ms: number; lost: number; sent: number };
  'latency-and-loss': { ms: number; lossRatio: number };
  lost: { lost: number; sent: number };
  loss: { lossRatio: number; sent: number };
  'no-answer': Nothing;
  'no-answer-within': { ms: number };
  'an-answer': Nothing;
  'none-lost': Nothing;
  /** How long ago it was. */
  age: { ms: number };
  'no-handshake': Nothing;
  handshake: Nothing;
  'within-time': { ms: number };
  'below-time': { ms: number };
  'below-share': { ratio: number };
  /** Of a member's echoes; `word` by `shared/quality.ts`. */
  'judged-time': { ms: number; word: string };
  'judged-loss': { lossRatio: number; sent: number; word: string };
  'up-to-time': { ms: number };
  'up-to-share': { ratio: number };

  'helper-silent': Nothing;
  'no-party': Nothing;
  'no-party-and-no-server': Nothing;
  'no-server': Nothing;
  nobody: Nothing;

  /** `version`: the line of `wg` itself. `guarded`: false where neighbours on the LAN aren't kept out. */
  wireguard: { version: string; backend: string; guarded: boolean };
  address: { address: string };
  subnet: { subnet: string };
  'other-subnet': { subnet: string };
  port: { port: number };
  'port-by-system': Nothing;
  /** By how much our clock is behind; negative: ahead. */
  'clock-behind': { ms: number };
  'disk-free': { bytes: number };
  'at-least-bytes': { bytes: number };
  /** Of all cores, and by how much we were late. */
  load: { ratio: number; lateMs: number };

  'no-names-needed': Nothing;
  'no-such-name': Nothing;
  servers: { answered: number; asked: number };
  'any-server': Nothing;
  /** RFC 4787. */
  nat: { mapping: string; filtering: string };
  mapping: { mapping: string };
  /** `line`: which of the words for who can join. */
  joinable: { line: string };
  'over-tcp': Nothing;
  'another-relay': { ms: number };
  packet: { bytes: number };
  /** Larger packets don't pass, so that none are sent. */
  'packet-kept': { bytes: number };
  /** A firewall lets in what nobody asked for. */
  'lets-in': Nothing;
  /** Nobody listens there: an older LANrage, or another program took its port. */
  'test-port-closed': Nothing;
  'not-measured': Nothing;
  'pings-not-allowed': Nothing;

  'test-port-taken': Nothing;
  declined: Nothing;
  'no-large-packet': Nothing;
}
export type ReadingCode = keyof Readings;
/** One of them, with its figures beside its code. */
export type Reading = {
  readonly [C in ReadingCode]: { readonly code: C } & Readonly<Readings[C]>;
}[ReadingCode];

/** The words of a language for every reading; leaving one out does not compile. */
export type ReadingWords = { readonly [C in ReadingCode]: (figures: Readings[C]) => string };

/** A reading as it crosses a boundary. Codes of a newer version stay readable: they are shown as not known. */
export const readingSchema: z.ZodType<Reading> = z
  .object({ code: z.string().max(64) })
  .catchall(z.union([z.string().max(200), z.number(), z.boolean()]))
  .transform((value) => value as unknown as Reading);

/** How long an answer took; null: none came. */
export function answerAfter(ms: number | null): Reading {
  return ms === null ? { code: 'no-answer' } : { code: 'latency', ms };
}
