import { expect, test } from 'vitest';
import { PLAIN_ANSWER } from '../../../../../main/engine/probing/probes/probe.ts';
import {
  backOffMs,
  countResult,
  FRESH_RUN,
  type Run,
} from '../../../../../main/engine/probing/schedule/back-off.ts';
import { describeChange } from '../../../../../main/engine/probing/schedule/describe-change.ts';
import { firstSlot, nextSlot } from '../../../../../main/engine/probing/schedule/schedule.ts';
import { Workers } from '../../../../../main/engine/probing/schedule/workers.ts';
import type { ProbeOutcome } from '../../../../../shared/model/target.ts';

const answer = (rttMs: number): ProbeOutcome => ({ ...PLAIN_ANSWER, rttMs, addresses: [] });
const refused: ProbeOutcome = { outcome: 'refused', status: null };

function after(outcomes: readonly ProbeOutcome[], everyMs = 1_000): Run {
  return outcomes.reduce((run, outcome, index) => countResult(run, outcome, index * everyMs), FRESH_RUN);
}

test('more than three errors in a row back off for 2^n seconds, at most five minutes', () => {
  const waits = Array.from({ length: 12 }, (_, index) => backOffMs(after(Array(index + 1).fill(refused))));
  expect(waits.slice(0, 3)).toEqual([null, null, null]);
  expect(waits.slice(3)).toEqual([16, 32, 64, 128, 256, 300, 300, 300, 300].map((s) => s * 1_000));
});

test('one answer resets the back-off', () => {
  expect(after([...Array(9).fill(refused), answer(3)])).toEqual(FRESH_RUN);
});

test('time-outs are loss, not errors, until a target has been silent for a minute', () => {
  const silence: ProbeOutcome[] = Array(60).fill({ outcome: 'timeout' });
  expect(after(silence)).toMatchObject({ failures: 60, errors: 0 });
  expect(backOffMs(after(silence))).toBeNull();
  const longer = after([...silence, ...silence.slice(0, 4)]);
  expect(longer.errors).toBe(4);
  expect(backOffMs(longer)).toBe(16_000);
});

test('a slot does not move with what a probe takes, and slots that are over are left out', () => {
  expect(nextSlot(1_000, 500, 1_003.7)).toEqual({ at: 1_500, missed: 0 });
  expect(nextSlot(1_000, 500, 999.6)).toEqual({ at: 1_500, missed: 0 });
  expect(nextSlot(1_000, 500, 3_600_250)).toEqual({ at: 3_600_500, missed: 7_198 });
});

test('the targets of a usual party share four slots of a second, also when they are added one by one', () => {
  const starts = Array.from({ length: 16 }, (_, index) => firstSlot(index, 60_000, 7 + index * 30));
  expect(new Set(starts.map((start) => start % 1_000))).toEqual(new Set([0, 250, 500, 750]));
});

test('starts of many are spread over a second, whatever the interval, no more than four at once', () => {
  const starts = Array.from({ length: 200 }, (_, index) => firstSlot(index, 60_000, 7));
  expect(Math.min(...starts)).toBeGreaterThanOrEqual(7);
  expect(Math.max(...starts)).toBeLessThanOrEqual(1_007);
  const slots = new Map<number, number>();
  for (const start of starts) slots.set(start, (slots.get(start) ?? 0) + 1);
  expect(Math.max(...slots.values())).toBe(4);
  const sorted = [...slots.keys()].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((start, index) => start - (sorted[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(15);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(32);
});

test.each([
  [null, answer(5), { level: 'info', message: 'target answers' }],
  [answer(5), answer(6), null],
  [answer(5), answer(250), { level: 'warn', message: 'target answers slowly' }],
  [answer(250), answer(260), null],
  [answer(5), { outcome: 'timeout' } as const, { level: 'warn', message: 'target does not answer' }],
  [
    answer(5),
    { outcome: 'denied', why: { reason: 'errno', errno: 'EPERM' } } as const,
    { level: 'error', message: 'probing is not permitted' },
  ],
  [answer(5), refused, { level: 'error', message: 'target refuses' }],
])('changes go to the log by the five levels: %j, %j', (before, now, line) => {
  expect(describeChange(before, now)).toEqual(line);
});

test('no more tasks run at once than there are workers, and those that wait come in order', async () => {
  const workers = new Workers(2);
  const order: number[] = [];
  const ends: (() => void)[] = [];
  const { signal } = new AbortController();
  const task = (number: number) => () => {
    order.push(number);
    return new Promise<number>((resolve) => ends.push(() => resolve(number)));
  };
  const runs = [0, 1, 2, 3].map((number) => workers.run(task(number), signal));
  await Promise.resolve();
  expect(order).toEqual([0, 1]);
  ends[0]?.();
  await runs[0];
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual([0, 1, 2]);
  ends[1]?.();
  await runs[1];
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual([0, 1, 2, 3]);
});

test('a task that is called off while it waits takes no place', async () => {
  const workers = new Workers(1);
  let end = (): void => undefined;
  const first = workers.run(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
    new AbortController().signal,
  );
  const calledOff = new AbortController();
  const second = workers.run(() => Promise.resolve('ran'), calledOff.signal);
  const third = workers.run(() => Promise.resolve('ran'), new AbortController().signal);
  calledOff.abort();
  expect(await second).toBeNull();
  end();
  await first;
  expect(await third).toBe('ran');
});
