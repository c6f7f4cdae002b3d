import { describe, expect, it } from 'vitest';
import { every, nextMultiple } from '../../../main/base/time.ts';
import { FakeClock } from '../../world/fake-clock.ts';

describe('the next multiple', () => {
  it('lies after now, by a quarter of the interval at least', () => {
    expect(nextMultiple(0, 1000)).toBe(1000);
    expect(nextMultiple(1, 1000)).toBe(1000);
    expect(nextMultiple(750, 1000)).toBe(1000);
    expect(nextMultiple(751, 1000)).toBe(2000);
    expect(nextMultiple(1000, 1000)).toBe(2000);
  });
});

describe('what happens every second', () => {
  it('happens together, whenever it began', () => {
    const clock = new FakeClock();
    const at: number[][] = [[], []];
    clock.advance(100);
    const stops = [every(clock, 1000, () => at[0]?.push(clock.now()))];
    clock.advance(333);
    stops.push(every(clock, 1000, () => at[1]?.push(clock.now())));
    clock.advance(3000);
    for (const stop of stops) stop();
    clock.advance(3000);
    expect(at).toEqual([
      [1000, 2000, 3000],
      [1000, 2000, 3000],
    ]);
  });
});
