/** The probes of the last minute, by the time of their sending, and their exact figures. */
import type { LatencySummary } from '../../../../shared/model/metrics.ts';
import { rankOf } from './histogram.ts';
import { Jitter } from './jitter.ts';
import { lossFigures } from './latency-digest.ts';
import { LossCounter } from './loss.ts';

/** One probe: when it was sent (monotonic ms), and its round trip in ms, or null once it counts as lost. */
export interface Sample {
  readonly sentAtMs: number;
  readonly rttMs: number | null;
}

const SPAN_MS = 60_000;
/** The last minute at 20 Hz, as quick as anything probes. */
const CAPACITY = 1200;

export class SampleWindow {
  readonly #spanMs: number;
  #samples: Sample[] = [];
  /** Runs on through the times, so that a window's first answers have a jitter too. */
  readonly #jitter = new Jitter();
  /** The last summary, and while it holds: several ask in each second. */
  #known: { readonly fromMs: number; readonly untilMs: number; readonly summary: LatencySummary } | null =
    null;

  constructor(spanMs = SPAN_MS) {
    this.#spanMs = spanMs;
  }

  /** @returns samples that the new one pushed out for their age or number, in the order of sending. */
  add(sample: Sample): Sample[] {
    this.#known = null;
    if (sample.rttMs !== null) this.#jitter.add(sample.rttMs);
    // A loss is known later than the answers to what was sent after it.
    let at = this.#samples.length;
    while (at > 0 && (this.#samples[at - 1]?.sentAtMs ?? 0) > sample.sentAtMs) at--;
    this.#samples.splice(at, 0, sample);
    const newest = this.#samples.at(-1)?.sentAtMs ?? 0;
    const keep = this.#samples.findIndex(({ sentAtMs }) => newest - sentAtMs <= this.#spanMs);
    return this.#samples.splice(0, Math.max(keep, this.#samples.length - CAPACITY));
  }

  /** All that is held, in the order of sending. */
  samples(): readonly Sample[] {
    return this.#samples;
  }

  /** As of the last answer; null before the second one. */
  get jitterMs(): number | null {
    return this.#jitter.ms;
  }

  /** Exact figures of the last span before now; percentiles by nearest rank. */
  summary(nowMs: number): LatencySummary {
    const isKnown = this.#known !== null && nowMs >= this.#known.fromMs && nowMs <= this.#known.untilMs;
    if (this.#known !== null && isKnown) return this.#known.summary;
    const recent = this.#samples.filter(({ sentAtMs }) => nowMs - sentAtMs <= this.#spanMs);
    const untilMs = (recent[0]?.sentAtMs ?? Number.POSITIVE_INFINITY) + this.#spanMs;
    const summary = this.#summaryOf(recent);
    this.#known = { fromMs: nowMs, untilMs, summary };
    return summary;
  }

  #summaryOf(recent: readonly Sample[]): LatencySummary {
    const loss = new LossCounter();
    for (const { rttMs } of recent) loss.add(rttMs === null);
    const answered = Float64Array.from(recent.flatMap(({ rttMs }) => rttMs ?? [])).sort();
    const at = (share: number) => answered[rankOf(share, answered.length) - 1] ?? null;
    return {
      ...lossFigures(loss),
      minMs: answered[0] ?? null,
      medianMs: at(0.5),
      meanMs: answered.length === 0 ? null : answered.reduce((sum, ms) => sum + ms, 0) / answered.length,
      p95Ms: at(0.95),
      p99Ms: at(0.99),
      maxMs: answered.at(-1) ?? null,
      jitterMs: answered.length === 0 ? null : this.#jitter.ms,
    };
  }
}
