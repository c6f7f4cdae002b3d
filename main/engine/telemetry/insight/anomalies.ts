/**
 * Anomalies: figures far worse than what is usual, by the robust z-score 0.6745 · (value − median) / MAD. Usual is the
 * last half hour, or, once a week is known, the same hour of the same weekday. Pure, with times passed in.
 */
import type { Anomaly } from '../../../../shared/model/insight.ts';
import type { Subject } from '../../../../shared/model/metrics.ts';
import { median } from '../../../../shared/quantiles.ts';
import type { Moment } from './moment.ts';

type Metric = Anomaly['metric'];

/** How much is gathered into one figure before it is judged. */
export const FIGURE_MS = 20_000;
/** Half an hour of figures. */
const WINDOW = 90;
/** Five minutes: before that nothing is usual. */
const NEEDED = 15;
/**
 * Iglewicz and Hoaglin take 3.5 for single outliers of normal data; a figure is judged every 20 s for hours, on noise with
 * heavy tails. With 8, healthy noise (normal, log-normal, with spikes, with 1 % loss) gives fewer than one false
 * anomaly a metric and 10,000 figures (two and a half days without a break).
 */
const THRESHOLD = 8;
const WEEK_MS = 7 * 24 * 3_600_000;
/** One value of each five minutes is kept of an hour, for two weeks. */
const LEARN_EVERY_MS = 5 * 60_000;
const SLOT = 24;
const SLOT_NEEDED = 8;
/** As many as anybody reads. */
const KEPT = 100;

interface Series {
  readonly subject: Subject;
  readonly window: number[];
  /** Hour of the week → what was seen then. */
  readonly slots: Map<number, number[]>;
  firstLearnedAt: number;
  lastLearnedAt: number;
  isOdd: boolean;
}

export class AnomalyWatch {
  readonly #series = new Map<string, Series>();
  #anomalies: Anomaly[] = [];

  /** Newest first, at most 100. */
  list(): readonly Anomaly[] {
    return this.#anomalies;
  }

  /** Judges one figure of 20 s and learns from it. @returns the anomaly where one begins, else null. */
  observe(subject: Subject, metric: Metric, value: number, at: Moment): Anomaly | null {
    const series = this.#seriesOf(subject, metric);
    const anomaly = judge(series, metric, value, at);
    remember(series.window, value, WINDOW);
    this.learn(subject, metric, value, at.wallMs);
    const begins = anomaly !== null && !series.isOdd;
    series.isOdd = anomaly !== null;
    if (!begins) return null;
    this.#anomalies = [anomaly, ...this.#anomalies].slice(0, KEPT);
    return anomaly;
  }

  /** Takes a figure of the past, e.g. from the history at the start, oldest first: it makes the weekday's hour known. */
  learn(subject: Subject, metric: Metric, value: number, wallMs: number): void {
    const series = this.#seriesOf(subject, metric);
    const sinceMs = wallMs - series.lastLearnedAt;
    // A clock that was set back must not stop the learning.
    if (sinceMs >= 0 && sinceMs < LEARN_EVERY_MS) return;
    series.firstLearnedAt = Math.min(series.firstLearnedAt, wallMs);
    series.lastLearnedAt = wallMs;
    const slot = hourOfWeek(wallMs);
    const values = series.slots.get(slot) ?? [];
    series.slots.set(slot, values);
    remember(values, value, SLOT);
  }

  /** Drops what is known of a subject. */
  forget(subject: Subject): void {
    for (const [key, series] of this.#series) {
      if (series.subject === subject) this.#series.delete(key);
    }
  }

  #seriesOf(subject: Subject, metric: Metric): Series {
    const key = `${metric} ${subject}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series: Series = {
      subject,
      window: [],
      slots: new Map(),
      firstLearnedAt: Number.POSITIVE_INFINITY,
      lastLearnedAt: Number.NEGATIVE_INFINITY,
      isOdd: false,
    };
    this.#series.set(key, series);
    return series;
  }
}

function judge(series: Series, metric: Metric, value: number, at: Moment): Anomaly | null {
  const usual = centreAndSpread(usualValues(series, at.wallMs));
  if (usual === null) return null;
  const score = (0.6745 * (value - usual.median)) / Math.max(usual.mad, leastSpread(metric, usual.median));
  if (score <= THRESHOLD) return null;
  return { subject: series.subject, at: at.wallMs, metric, value, expected: usual.median, score };
}

function usualValues({ window, slots, firstLearnedAt }: Series, wallMs: number): readonly number[] {
  const slot = slots.get(hourOfWeek(wallMs)) ?? [];
  if (wallMs - firstLearnedAt >= WEEK_MS && slot.length >= SLOT_NEEDED) return slot;
  return window.length >= NEEDED ? window : [];
}

/** Below such a spread a figure counts as steady: otherwise a still line would make every half millisecond odd. */
function leastSpread(metric: Metric, median: number): number {
  return metric === 'loss' ? 0.015 : Math.max(0.75, 0.015 * median);
}

/** 0–167, in this machine's time zone: people play by their own clock. */
function hourOfWeek(wallMs: number): number {
  const date = new Date(wallMs);
  return date.getDay() * 24 + date.getHours();
}

function remember(values: number[], value: number, limit: number): void {
  values.push(value);
  if (values.length > limit) values.shift();
}

/** Median, and median distance from it (MAD); null of nothing. */
function centreAndSpread(values: readonly number[]): { median: number; mad: number } | null {
  const centre = median(values);
  if (centre === null) return null;
  return { median: centre, mad: median(values.map((value) => Math.abs(value - centre))) ?? 0 };
}
