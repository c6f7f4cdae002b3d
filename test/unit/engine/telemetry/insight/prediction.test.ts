import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predict, type TrendPoint } from '../../../../../main/engine/telemetry/insight/prediction.ts';
import { normal, seeded } from './noise.ts';

const MINUTE = 60_000;

function line(count: number, value: (minute: number) => number): TrendPoint[] {
  return Array.from({ length: count }, (_, i) => ({ at: i * MINUTE, value: value(i) }));
}

describe('a prediction', () => {
  it('is not made of too little', () => {
    expect(predict([], 0)).toBeNull();
    expect(
      predict(
        line(14, () => 40),
        14 * MINUTE,
      ),
    ).toBeNull();
    const crowded = line(60, () => 40).map(({ value }, i) => ({ at: i * 1000, value }));
    expect(predict(crowded, MINUTE)).toBeNull();
  });

  it('continues a line exactly', () => {
    const prediction = predict(
      line(30, (minute) => 20 + 2 * minute),
      30 * MINUTE,
    );
    expect(prediction?.slopeMsPerMinute).toBeCloseTo(2);
    expect(prediction?.points).toHaveLength(10);
    expect(prediction?.points[0]?.midMs).toBeCloseTo(82);
    expect(prediction?.points[9]?.lowMs).toBeCloseTo(100);
    expect(prediction?.points[9]?.highMs).toBeCloseTo(100);
  });

  it('has the slope of Theil and Sen, which a quarter of wild values does not move much', () => {
    const prediction = predict(
      line(40, (minute) => (minute % 4 === 0 ? 900 : 20 + minute)),
      40 * MINUTE,
    );
    expect(prediction?.slopeMsPerMinute).toBeGreaterThan(0.8);
    expect(prediction?.slopeMsPerMinute).toBeLessThan(1.2);
  });

  it.each([
    ['normal noise', (random: () => number) => 3 * normal(random)],
    ['noise with a heavy tail', (random: () => number) => 3 * Math.exp(0.8 * normal(random))],
    ['even noise', (random: () => number) => 10 * random()],
  ])('has about nine of ten coming points within its band, with %s', (_, noise) => {
    const random = seeded(11);
    let inside = 0;
    let all = 0;
    for (let round = 0; round < 200; round++) {
      const slope = random() - 0.5;
      const value = (minute: number): number => 100 + slope * minute + noise(random);
      const prediction = predict(line(30, value), 29 * MINUTE);
      for (const { at, lowMs, highMs } of prediction?.points ?? []) {
        const came = value(at / MINUTE);
        all++;
        if (came >= lowMs && came <= highMs) inside++;
      }
    }
    expect(inside / all).toBeGreaterThan(0.87);
    expect(inside / all).toBeLessThan(0.97);
  });

  it('keeps low ≤ mid ≤ high and never falls below 0', () => {
    const values = fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 15, maxLength: 60 });
    fc.assert(
      fc.property(values, (all) => {
        const prediction = predict(
          line(all.length, (i) => all[i] ?? 0),
          all.length * MINUTE,
        );
        for (const { lowMs, midMs, highMs } of prediction?.points ?? []) {
          expect(lowMs).toBeGreaterThanOrEqual(0);
          expect(midMs).toBeGreaterThanOrEqual(lowMs);
          expect(highMs).toBeGreaterThanOrEqual(midMs);
        }
      }),
    );
  });
});
