/** Finds out whether packets of one size pass, on a path that may lose packets of any size. Pure. */
import { LEAST_PROBE_BYTES } from './echo-packet.ts';

const PAIR_EVERY_MS = 60;
/** So much longer than the small one the large one may take: on a slow line, or overtaken. */
const GRACE_MS = 200;
/** Beyond what any path that can carry a game takes. */
const GIVE_UP_MS = 1000;
/** On a line that loses a fifth of what goes there and back, one in 15,000 sizes would be misjudged. */
const FAILURES = 6;
/** What loses more small ones than that is judged another time. */
const MOST_PAIRS = 24;

interface Pair {
  readonly atMs: number;
  readonly large: number;
  readonly small: number;
  smallAtMs: number | null;
}

export class SizeTrial {
  /** Of the IP packet. */
  readonly bytes: number;
  readonly #pairs: Pair[] = [];
  #passes = false;

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** Sizes of the probes that are to be sent now; null: none. */
  due(nowMs: number): readonly [number, number] | null {
    return nowMs >= this.#nextPairAtMs(nowMs) ? [this.bytes, LEAST_PROBE_BYTES] : null;
  }

  /** They are sent, and have these numbers. */
  sent([large = 0, small = 0]: readonly number[], nowMs: number): void {
    this.#pairs.push({ atMs: nowMs, large, small, smallAtMs: null });
  }

  answered(seq: number, nowMs: number): void {
    for (const pair of this.#pairs) {
      if (pair.large === seq) this.#passes = true;
      if (pair.small === seq) pair.smallAtMs ??= nowMs;
    }
  }

  /** mute: the small ones are not answered either. */
  verdict(nowMs: number): 'open' | 'passes' | 'too-big' | 'mute' {
    if (this.#passes) return 'passes';
    if (this.#pairs.filter((pair) => isFailure(pair, nowMs)).length >= FAILURES) return 'too-big';
    const isOver = this.#pairs.length >= MOST_PAIRS && this.#open(nowMs) === 0;
    const isSilent =
      this.#pairs.length >= FAILURES &&
      this.#pairs.every((pair) => pair.smallAtMs === null && isPast(pair, nowMs));
    return isOver || isSilent ? 'mute' : 'open';
  }

  nextAtMs(nowMs: number): number {
    const ends = this.#pairs.map((pair) =>
      pair.smallAtMs === null ? pair.atMs + GIVE_UP_MS : pair.smallAtMs + GRACE_MS,
    );
    return Math.min(this.#nextPairAtMs(nowMs), ...ends.filter((atMs) => atMs > nowMs));
  }

  /** No more pairs than may still be needed. */
  #nextPairAtMs(nowMs: number): number {
    const failed = this.#pairs.filter((pair) => isFailure(pair, nowMs)).length;
    const isEnough = this.#pairs.length >= MOST_PAIRS || failed + this.#open(nowMs) >= FAILURES;
    return isEnough
      ? Number.POSITIVE_INFINITY
      : (this.#pairs.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) + PAIR_EVERY_MS;
  }

  #open(nowMs: number): number {
    return this.#pairs.filter((pair) => !isFailure(pair, nowMs) && !isPast(pair, nowMs)).length;
  }
}

/** The small one came, and the large one didn't. */
function isFailure({ smallAtMs }: Pair, nowMs: number): boolean {
  return smallAtMs !== null && nowMs >= smallAtMs + GRACE_MS;
}

/** It says nothing, since both are lost. */
function isPast({ smallAtMs, atMs }: Pair, nowMs: number): boolean {
  return smallAtMs === null && nowMs >= atMs + GIVE_UP_MS;
}
