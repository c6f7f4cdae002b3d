import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';

/** How much later than asked, ms. */
async function latenessOf(ms: number): Promise<number> {
  const startedMs = systemClock.now();
  const { promise, resolve } = Promise.withResolvers<void>();
  const keepAlive = setInterval(() => undefined, 10_000);
  systemClock.after(ms, resolve);
  await promise;
  clearInterval(keepAlive);
  return systemClock.now() - startedMs - ms;
}

describe('the clock of this computer', () => {
  it('never calls back early, whatever part of a millisecond is asked for', async () => {
    const waits = Array.from({ length: 40 }, (_, i) => 0.5 + i * 0.37);
    const lateness = await Promise.all(waits.map(latenessOf));
    const oneByOne: number[] = [];
    for (const ms of [0.2, 1, 1.5, 2.9, 3, 4.4, 5.01, 6.99]) oneByOne.push(await latenessOf(ms));
    // Doubles of a sum that is taken apart again.
    expect(Math.min(...lateness, ...oneByOne)).toBeGreaterThan(-0.001);
  });
});
