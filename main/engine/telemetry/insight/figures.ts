/** Gathers samples of a subject into figures that can be judged: of 20 s for anomalies, of a minute for the trend; pure. */
import { median } from '../../../../shared/quantiles.ts';
import { FIGURE_MS } from './anomalies.ts';
import { predict, type TrendPoint } from './prediction.ts';

/** Fewer echoes make no figure; slowly probed targets take longer over theirs. */
const LEAST_SAMPLES = 10;
const MINUTE_MS = 60_000;
/** An hour. */
const TREND_POINTS = 60;

export interface Figures {
  /** Median; null when nothing was answered. */
  readonly latency: number | null;
  /** Median change from one round trip to the next, which single spikes leave alone. */
  readonly jitter: number | null;
  /** 0–1. */
  readonly loss: number;
}

export class FigureGatherer {
  #sinceMs: number | null = null;
  #samples: (number | null)[] = [];
  #minuteSinceMs: number | null = null;
  #minute: number[] = [];
  #trend: TrendPoint[] = [];
  #prediction: ReturnType<typeof predict> = null;

  /** Where latency is heading; times are monotonic ms. */
  get prediction(): ReturnType<typeof predict> {
    return this.#prediction;
  }

  /** Takes a round trip, null lost. @returns figures once 20 s and ten echoes are there. */
  add(rttMs: number | null, nowMs: number): Figures | null {
    this.#addToTrend(rttMs, nowMs);
    this.#sinceMs ??= nowMs;
    this.#samples.push(rttMs);
    if (nowMs - this.#sinceMs < FIGURE_MS || this.#samples.length < LEAST_SAMPLES) return null;
    const samples = this.#samples;
    this.#samples = [];
    this.#sinceMs = nowMs;
    return figuresOf(samples);
  }

  #addToTrend(rttMs: number | null, nowMs: number): void {
    this.#minuteSinceMs ??= nowMs;
    if (nowMs - this.#minuteSinceMs >= MINUTE_MS) {
      const value = median(this.#minute);
      if (value !== null) {
        const point = { at: this.#minuteSinceMs + MINUTE_MS / 2, value };
        this.#trend = [...this.#trend, point].slice(-TREND_POINTS);
      }
      this.#minute = [];
      this.#minuteSinceMs = nowMs;
      this.#prediction = predict(this.#trend, nowMs);
    }
    if (rttMs !== null) this.#minute.push(rttMs);
  }
}

function figuresOf(samples: readonly (number | null)[]): Figures {
  const answered = samples.filter((rttMs) => rttMs !== null);
  const changes = answered.slice(1).map((rttMs, i) => Math.abs(rttMs - (answered[i] ?? rttMs)));
  return {
    latency: median(answered),
    jitter: median(changes),
    loss: 1 - answered.length / samples.length,
  };
}
