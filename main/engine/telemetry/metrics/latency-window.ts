/** Latency, jitter and loss of one peer from its echoes; pure, with times passed in. */
import { median } from '../../../../shared/quantiles.ts';
import { Jitter } from './jitter.ts';
import type { Sample } from './sample-window.ts';

/** One echo. */
export type EchoSample = Sample;

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
  readonly #jitter = new Jitter();

  /** Adds an echo that was answered or given up. */
  add(sample: EchoSample): void {
    this.#samples.push(sample);
    if (this.#samples.length > CAPACITY) this.#samples.shift();
    if (sample.rttMs !== null) this.#jitter.add(sample.rttMs);
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
      jitterMs: answered.length === 0 ? null : this.#jitter.ms,
      lossRatio: minute.length === 0 ? null : lost / minute.length,
    };
  }
}
