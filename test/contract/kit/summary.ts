import type { LatencySummary } from '../../../shared/model/metrics.ts';

/** A minute of echoes around a median, with as much of it lost. */
export function summaryOf(medianMs: number, lossRatio = 0): LatencySummary {
  return {
    sent: 60,
    lost: Math.round(60 * lossRatio),
    minMs: medianMs * 0.8,
    medianMs,
    meanMs: medianMs,
    p95Ms: medianMs * 1.3,
    p99Ms: medianMs * 1.6,
    maxMs: medianMs * 1.9,
    jitterMs: medianMs * 0.06,
    lossRatio,
    longestBurst: 0,
    lossPattern: 'none',
  };
}
