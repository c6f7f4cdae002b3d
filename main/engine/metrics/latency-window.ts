/** Latency, jitter and loss of one peer from its echoes; pure, with times passed in. */

/** One echo: when it was sent (monotonic ms), and its round trip in ms, or null once it counts as lost. */
export interface EchoSample {
  readonly sentAtMs: number;
  readonly rttMs: number | null;
}

export interface LatencyFigures {
  readonly latencyMs: number | null;
  readonly jitterMs: number | null;
  readonly lossRatio: number | null;
}

/** Two minutes at one echo a second: what the chart shows live. */
const CAPACITY = 120;
const LATENCY_SPAN_MS = 10_000;
const LOSS_SPAN_MS = 60_000;

export class LatencyWindow {
  #samples: EchoSample[] = [];
  #jitterMs: number | null = null;
  #previousRttMs: number | null = null;

  /** Adds an echo that was answered or given up. */
  add(sample: EchoSample): void {
    this.#samples.push(sample);
    if (this.#samples.length > CAPACITY) this.#samples.shift();
    if (sample.rttMs === null) return;
    if (this.#previousRttMs !== null) {
      const difference = Math.abs(sample.rttMs - this.#previousRttMs);
      const jitter = this.#jitterMs ?? 0;
      this.#jitterMs = jitter + (difference - jitter) / 16;
    }
    this.#previousRttMs = sample.rttMs;
  }

  samples(): readonly EchoSample[] {
    return this.#samples;
  }

  /** @returns median of the last 10 s, RFC 3550 §6.4.1 jitter, loss of the last minute; null where nothing is known. */
  figures(nowMs: number): LatencyFigures {
    const recent = this.#samples.filter((sample) => nowMs - sample.sentAtMs <= LATENCY_SPAN_MS);
    const minute = this.#samples.filter((sample) => nowMs - sample.sentAtMs <= LOSS_SPAN_MS);
    const answered = recent.flatMap((sample) => sample.rttMs ?? []);
    const lost = minute.filter((sample) => sample.rttMs === null).length;
    return {
      latencyMs: median(answered),
      jitterMs: answered.length === 0 ? null : this.#jitterMs,
      lossRatio: minute.length === 0 ? null : lost / minute.length,
    };
  }
}

/** The median; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
