import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascending, median, quantile } from '../../../shared/quantiles.ts';

describe('the median', () => {
  it('has as many values below it as above', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        (values) => {
          const middle = median(values) ?? Number.NaN;
          const below = values.filter((value) => value < middle).length;
          const above = values.filter((value) => value > middle).length;
          expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
        },
      ),
    );
  });
});

describe('quantiles', () => {
  it('lie on the straight line between the two neighbours', () => {
    expect([0, 0.25, 0.5, 1].map((share) => quantile([10, 20, 40], share))).toEqual([10, 15, 20, 40]);
  });

  it('are unknown, not zero, where there is no value', () => {
    expect(quantile([], 0.5)).toBe(null);
  });

  it('sort a copy by size, not as text', () => {
    const values = [10, 9, -1];
    expect(ascending(values)).toEqual([-1, 9, 10]);
    expect(values).toEqual([10, 9, -1]);
  });
});
