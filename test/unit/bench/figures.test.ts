import { expect, test } from 'vitest';
import { formatTable, judgeBench, summarise } from '../../bench/figures.ts';

const twenty = Array.from({ length: 20 }, (_, i) => 20 - i);

test('percentiles are values that were measured, by nearest rank', () => {
  expect(summarise(twenty)).toEqual({ runs: 20, min: 1, median: 10, p95: 19, max: 20 });
  expect(summarise([7])).toEqual({ runs: 1, min: 7, median: 7, p95: 7, max: 7 });
});

test('a bench without a single sample is a bug, not a good result', () => {
  expect(() => summarise([])).toThrow('nothing was measured');
});

test.each([
  ['both lie below', { median: 11, p95: 20 }, true],
  ['the median reaches it', { median: 10, p95: 20 }, false],
  ['the 95th percentile reaches it', { median: 11, p95: 19 }, false],
])('a target is judged by median and 95th percentile: %s', (_title, target, met) => {
  expect(judgeBench('x', { waitMs: twenty }, { waitMs: target }).met).toBe(met);
});

test.each([
  ['the median reaches it', 10, true],
  ['the median lies below', 11, false],
])('a target may be a lower bound: %s', (_title, atLeast, met) => {
  const result = judgeBench('x', { percent: twenty }, { percent: { atLeast } });
  expect(result.met).toBe(met);
  expect(formatTable(result)).toContain(`median ≥ ${atLeast}`);
});

test.each([
  ['the median reaches it', 10, true],
  ['the median lies above', 9, false],
])('a target may be an upper bound: %s', (_title, atMost, met) => {
  const result = judgeBench('x', { addedMs: twenty }, { addedMs: { atMost } });
  expect(result.met).toBe(met);
  expect(formatTable(result)).toContain(`median ≤ ${atMost}`);
});

test('a target whose quantity was not measured is not met', () => {
  expect(judgeBench('x', { waitMs: twenty }, { otherMs: { median: 1, p95: 1 } }).met).toBe(false);
});

test('the table has a line for each figure, with its target where there is one', () => {
  const result = judgeBench('x', { waitMs: twenty, restMs: [1] }, { waitMs: { median: 300, p95: 400 } });

  expect(formatTable(result).split('\n')).toEqual([
    '| figure | runs | min  | median | p95  | max  | target                  |',
    '| ------ | ---- | ---- | ------ | ---- | ---- | ----------------------- |',
    '| waitMs | 20   | 1.00 | 10.0   | 19.0 | 20.0 | median < 300, p95 < 400 |',
    '| restMs | 1    | 1.00 | 1.00   | 1.00 | 1.00 | –                       |',
  ]);
});
