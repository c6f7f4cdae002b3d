import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram, UNITS_PER_MS } from '../../../../../main/engine/telemetry/metrics/histogram.ts';

const SHARES = [0.5, 0.95, 0.99];
/** Spread over all magnitudes, not only over the large ones. */
const values = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 31 }), fc.double({ min: 1, max: 2, noNaN: true })), {
    minLength: 1,
    maxLength: 400,
  })
  .map((pairs) => pairs.map(([power, factor]) => Math.min(2 ** 32 - 1, 2 ** power * factor)));

/** Another way to a nearest rank than the code's: count upwards until enough values are at or below. */
function exactQuantile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted.find((_, i) => (i + 1) * 1000 >= Math.round(share * 1000) * sorted.length) ?? Number.NaN;
}

function histogramOf(all: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of all) histogram.add(value);
  return histogram;
}

describe('a histogram', () => {
  it('gives p50, p95 and p99 within 1 % of the exact ones, or half a unit', () => {
    fc.assert(
      fc.property(values, (all) => {
        const found = histogramOf(all).quantiles(...SHARES);
        SHARES.forEach((share, i) => {
          const exact = exactQuantile(all, share);
          expect(Math.abs((found[i] ?? Number.NaN) - exact)).toBeLessThanOrEqual(
            Math.max(0.5, exact * 0.008),
          );
        });
      }),
      { numRuns: 500 },
    );
  });

  it('adds up: merging parts equals counting everything in one', () => {
    fc.assert(
      fc.property(values, values, (some, others) => {
        const merged = histogramOf(some);
        merged.merge(histogramOf(others));
        expect([...merged.entries()]).toEqual([...histogramOf([...some, ...others]).entries()]);
        expect(merged.total).toBe(some.length + others.length);
      }),
    );
  });

  it('knows the percentiles of 1 to 100 ms', () => {
    const histogram = histogramOf(Array.from({ length: 100 }, (_, i) => (i + 1) * UNITS_PER_MS));
    const [p50 = 0, p95 = 0, p99 = 0] = histogram.quantiles(...SHARES).map((units) => units / UNITS_PER_MS);
    expect(Math.abs(p50 / 50 - 1)).toBeLessThan(0.008);
    expect(Math.abs(p95 / 95 - 1)).toBeLessThan(0.008);
    expect(Math.abs(p99 / 99 - 1)).toBeLessThan(0.008);
  });

  it('has no percentile of nothing, also after it was cleared', () => {
    const histogram = histogramOf([1, 1e9]);
    histogram.clear();
    expect(histogram.quantiles(0.5)).toEqual([]);
    expect([...histogram.entries()]).toEqual([]);
  });

  it('counts what is out of range at its ends', () => {
    expect(histogramOf([-5, 0]).quantiles(1)).toEqual([0]);
    expect(histogramOf([1e12]).quantiles(1)[0]).toBeGreaterThan(2 ** 32 * 0.99);
  });
});
