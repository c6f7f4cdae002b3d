/** How good a link and a party are for playing, in one number from 0 to 100, and whether that gets better. */
import type { LatencySummary, Quality } from '../../../../shared/model/metrics.ts';
import { linkScore } from '../../../../shared/quality.ts';

/** Of a third of the members, the worst, each counts as much as two others. */
const WORST_SHARE = 1 / 3;

/** 0–100; null when nothing was sent, 0 when nothing was answered. */
export function qualityScore({
  medianMs,
  jitterMs,
  lossRatio,
}: Pick<LatencySummary, 'medianMs' | 'jitterMs' | 'lossRatio'>): number | null {
  if (lossRatio === null) return null;
  return linkScore({ latencyMs: medianMs, jitterMs, lossRatio }) ?? 0;
}

/** One score of a whole party, in which the worst third counts double; null of nobody. */
export function partyScore(scores: readonly number[]): number | null {
  if (scores.length === 0) return null;
  const worst = Math.ceil(scores.length * WORST_SHARE);
  const ascending = scores.toSorted((a, b) => a - b);
  const weighted = ascending.reduce((sum, score, i) => sum + score * (i < worst ? 2 : 1), 0);
  return weighted / (scores.length + worst);
}

export type QualityTrend = Quality['trend'];

const BIN_MS = 5_000;
/** Two minutes: the last one and the one before. */
const BINS = 24;
/** The minute before has to be known by half, or its few samples would make a trend. */
const LEAST_EARLIER_BINS = 6;
/** So many points of difference between the two minutes make a trend, … */
const BEGIN_POINTS = 8;
/** … which lasts until fewer are left. */
const END_POINTS = 4;

/** Whether a score gets better or worse: the last minute against the one before, with hysteresis. */
export class TrendTracker {
  #bins: { readonly bin: number; sum: number; count: number }[] = [];
  #trend: QualityTrend = 'steady';

  /** Takes the score as it is at a monotonic time in ms, about once a second. */
  add(score: number, nowMs: number): void {
    const bin = Math.floor(nowMs / BIN_MS);
    const last = this.#bins.at(-1);
    if (last?.bin === bin) {
      last.sum += score;
      last.count++;
      return;
    }
    this.#bins.push({ bin, sum: score, count: 1 });
    this.#bins = this.#bins.filter((held) => bin - held.bin < BINS);
    this.#trend = this.#judge(bin);
  }

  get trend(): QualityTrend {
    return this.#trend;
  }

  #judge(bin: number): QualityTrend {
    const earlierBins = this.#bins.filter((held) => bin - held.bin >= BINS / 2);
    const earlier = earlierBins.length < LEAST_EARLIER_BINS ? null : meanOf(earlierBins);
    const later = meanOf(this.#bins.filter((held) => bin - held.bin < BINS / 2));
    if (earlier === null || later === null) return 'steady';
    const gained = later - earlier;
    const needed =
      this.#trend === 'steady' || this.#trend !== directionOf(gained) ? BEGIN_POINTS : END_POINTS;
    return Math.abs(gained) < needed ? 'steady' : directionOf(gained);
  }
}

function directionOf(gained: number): 'better' | 'worse' {
  return gained > 0 ? 'better' : 'worse';
}

function meanOf(bins: readonly { readonly sum: number; readonly count: number }[]): number | null {
  const count = bins.reduce((total, bin) => total + bin.count, 0);
  return count === 0 ? null : bins.reduce((total, bin) => total + bin.sum, 0) / count;
}
