import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planQuery, ROLLUP_STEPS } from '../../../../../../main/engine/telemetry/metrics/history/levels.ts';
import { NOON } from '../noon.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const retention = { secondsForMs: DAY, minutesForMs: 30 * DAY, hoursForMs: 365 * DAY };

function plan(agoMs: number, spanMs: number, points = 720) {
  const from = NOON - agoMs;
  return planQuery({ subject: 'system', from, to: from + spanMs, points }, NOON, retention);
}

it.each([
  ['the last 10 minutes', plan(10 * MINUTE, 10 * MINUTE), { readMs: 1000, stepMs: 1000 }],
  ['the last hour', plan(HOUR, HOUR), { readMs: 1000, stepMs: 5000 }],
  ['10 minutes of three days ago', plan(3 * DAY, 10 * MINUTE), { readMs: MINUTE, stepMs: MINUTE }],
  ['the last day', plan(DAY, DAY), { readMs: MINUTE, stepMs: 2 * MINUTE }],
  ['the last 30 days', plan(30 * DAY, 30 * DAY), { readMs: HOUR, stepMs: HOUR }],
  ['a day of two months ago', plan(60 * DAY, DAY), { readMs: HOUR, stepMs: HOUR }],
  ['the last year', plan(365 * DAY, 365 * DAY), { readMs: DAY, stepMs: DAY }],
])('reads %s as finely as it was kept and fits', (_, found, expected) => {
  expect(found).toMatchObject(expected);
});

it('never gives more points than were asked for, aligned to whole steps', () => {
  const span = fc.integer({ min: 1, max: 400 * DAY });
  fc.assert(
    fc.property(span, span, fc.integer({ min: 1, max: 2000 }), (agoMs, spanMs, points) => {
      const { readMs, stepMs, from } = plan(agoMs, spanMs, points);
      expect([1000, ...ROLLUP_STEPS]).toContain(readMs);
      expect(stepMs % readMs).toBe(0);
      expect(from % stepMs).toBe(0);
      expect(from).toBeLessThanOrEqual(NOON - agoMs);
      const count = Math.ceil((NOON - agoMs + spanMs - from) / stepMs);
      // One point can't do when the span lies on both sides of a step's border.
      expect(count).toBeLessThanOrEqual(Math.max(2, points));
    }),
  );
});

it('takes any times, also absurd ones', () => {
  const time = fc.double({ noNaN: true });
  fc.assert(
    fc.property(time, time, fc.integer({ min: 1, max: 2000 }), (from, to, points) => {
      const { stepMs } = planQuery({ subject: 'system', from, to, points }, NOON, retention);
      expect(Number.isFinite(stepMs)).toBe(true);
    }),
  );
});
