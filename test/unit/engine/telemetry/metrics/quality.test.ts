import { describe, expect, it } from 'vitest';
import {
  partyScore,
  qualityScore,
  TrendTracker,
} from '../../../../../main/engine/telemetry/metrics/quality.ts';

describe('the quality of a link', () => {
  it.each([
    [{ medianMs: 0, jitterMs: 0, lossRatio: 0 }, 100],
    [{ medianMs: 15, jitterMs: 5, lossRatio: 0 }, 80],
    [{ medianMs: 15, jitterMs: 5, lossRatio: 0.02 }, 40],
    [{ medianMs: 200, jitterMs: 80, lossRatio: 0.2 }, 0],
    [{ medianMs: null, jitterMs: null, lossRatio: 1 }, 0],
  ])('of %j is %d', (figures, score) => {
    expect(qualityScore(figures)).toBeCloseTo(score);
  });

  it('is unknown when nothing was sent', () => {
    expect(qualityScore({ medianMs: null, jitterMs: null, lossRatio: null })).toBeNull();
  });
});

describe('the quality of a party', () => {
  it('counts the worst third double', () => {
    expect(partyScore([90, 30, 60])).toBe((30 * 2 + 60 + 90) / 4);
    expect(partyScore([50])).toBe(50);
  });

  it('is unknown of nobody', () => {
    expect(partyScore([])).toBeNull();
  });
});

describe('the trend', () => {
  function trends(scoreAt: (second: number) => number, seconds: number): string[] {
    const tracker = new TrendTracker();
    return Array.from({ length: seconds }, (_, second) => {
      tracker.add(scoreAt(second), second * 1000);
      return tracker.trend;
    });
  }

  it('does not follow scores that swing from sample to sample', () => {
    expect(new Set(trends((second) => (second % 2 === 0 ? 90 : 50), 600))).toEqual(new Set(['steady']));
  });

  it('notices a fall within a minute, and is steady again when it stays there', () => {
    const seen = trends((second) => (second < 200 ? 90 : 60), 400);
    expect(seen.slice(0, 200)).not.toContain('worse');
    expect(seen.slice(200, 260)).toContain('worse');
    expect(seen.at(-1)).toBe('steady');
  });

  it('lasts until the difference has clearly shrunk, rather than flickering at its threshold', () => {
    const seen = trends((second) => 50 + second * 0.133 + Math.sin(second / 3) * 2, 360).slice(150);
    const changes = seen.filter((trend, i) => i > 0 && trend !== seen[i - 1]).length;
    expect(changes).toBeLessThanOrEqual(1);
  });
});
