import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeColumn, encodeColumn, toTick } from '../../../../../main/engine/path/recording/columns.ts';

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer().map((ticks) => ticks / 128),
  fc.maxSafeInteger(),
);

describe('a column of numbers', () => {
  it('is the same again, whatever the numbers are, also after it was text', () => {
    const property = fc.property(fc.array(number), (values) => {
      const kept = JSON.parse(JSON.stringify(encodeColumn(values)));
      // JSON knows no -0.
      expect(decodeColumn(kept)).toEqual(values.map((value) => value + 0));
    });
    fc.assert(property);
  });

  it('holds small differences where the numbers count up, or are times of a clock', () => {
    expect(encodeColumn([41, 42, 43])).toEqual({ scale: 1, steps: [41, 1, 1] });
    expect(encodeColumn([1000.25, 2000.5])).toEqual({ scale: 128, steps: [128_032, 128_032] });
    expect(encodeColumn([0.1, 0.2])).toEqual({ scale: 0, steps: [0.1, 0.2] });
  });
});

it('a time becomes the next tick, which is never before it, and no more than 8 µs after it', () => {
  const property = fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
    const tick = toTick(ms);
    expect(tick).toBeGreaterThanOrEqual(ms);
    expect(tick - ms).toBeLessThanOrEqual(1 / 128);
    expect(toTick(tick)).toBe(tick);
  });
  fc.assert(property);
});
