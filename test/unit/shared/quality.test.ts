import { describe, expect, it } from 'vitest';
import { judgeFigure, judgeLink, linkScore, qualityLimits, wordOfScore } from '../../../shared/quality.ts';

describe('the verdict on a link', () => {
  it('is as good as its worst figure', () => {
    expect(judgeLink({ latencyMs: 60, jitterMs: 10, lossRatio: 0.005 })).toBe('good');
    expect(judgeLink({ latencyMs: 61, jitterMs: 1, lossRatio: 0 })).toBe('fair');
    expect(judgeLink({ latencyMs: 20, jitterMs: 26, lossRatio: 0 })).toBe('poor');
    expect(judgeLink({ latencyMs: 20, jitterMs: 1, lossRatio: 0.021 })).toBe('poor');
  });

  it('is none of a link that nothing is known of', () => {
    expect(judgeLink({ latencyMs: null, jitterMs: null, lossRatio: 1 })).toBeNull();
  });

  it('blames the figure that is bad, not those beside it', () => {
    expect(judgeFigure('latencyMs', 18)).toBe('good');
    expect(judgeFigure('latencyMs', 61)).toBe('fair');
    expect(judgeFigure('lossRatio', 0.04)).toBe('poor');
    expect(judgeFigure('jitterMs', null)).toBeNull();
  });
});

describe('the score of a link', () => {
  it.each(['latencyMs', 'jitterMs', 'lossRatio'] as const)(
    'has the word of its worst figure, falls without a jump, and ends at 0: %s',
    (figure) => {
      const perfect = { latencyMs: 0, jitterMs: 0, lossRatio: 0 };
      const step = qualityLimits.fair[figure] / 100;
      let before = 100;
      for (let value = 0; value <= step * 350; value += step) {
        const score = linkScore({ ...perfect, [figure]: value }) ?? Number.NaN;
        expect(wordOfScore(score)).toBe(judgeFigure(figure, value));
        expect(before - score).toBeGreaterThanOrEqual(0);
        expect(before - score).toBeLessThan(2);
        before = score;
      }
      expect(before).toBe(0);
    },
  );
});
