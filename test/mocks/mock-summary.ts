import type { LatencySummary } from '../../shared/model/metrics.ts';

/** A minute of a link with this median; null: nothing came back. @param lossRatio - null: nothing was sent, either. */
export function mockSummary(medianMs: number | null, lossRatio: number | null = 0): LatencySummary {
  if (lossRatio === null)
    return { ...mockSummary(null), sent: 0, lost: 0, lossRatio: null, longestBurst: 0, lossPattern: 'none' };
  const lost = Math.round(60 * lossRatio);
  if (medianMs === null) {
    return {
      sent: 60,
      lost: 60,
      minMs: null,
      medianMs: null,
      meanMs: null,
      p95Ms: null,
      p99Ms: null,
      maxMs: null,
      jitterMs: null,
      lossRatio: 1,
      longestBurst: 60,
      lossPattern: 'burst',
    };
  }
  return {
    sent: 60,
    lost,
    minMs: medianMs * 0.8,
    medianMs,
    meanMs: medianMs * 1.04,
    p95Ms: medianMs * 1.3,
    p99Ms: medianMs * 1.6,
    maxMs: medianMs * 1.9,
    jitterMs: medianMs * 0.06,
    lossRatio,
    longestBurst: Math.min(lost, 2),
    lossPattern: lost < 3 ? 'none' : 'random',
  };
}
