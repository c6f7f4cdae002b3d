import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPLAY_WINDOW, ReplayWindow } from '../../../../../main/servers/relay/noise/replay-window.ts';

describe('ReplayWindow', () => {
  it('accepts each counter once, in any order within the window', () => {
    const window = new ReplayWindow();
    expect([5, 3, 4, 3, 5, 0, 0].map((counter) => window.accept(counter))).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('refuses what has fallen out of the window, seen or not', () => {
    const window = new ReplayWindow();
    window.accept(10_000);
    expect(window.accept(10_000 - REPLAY_WINDOW)).toBe(false);
    expect(window.accept(10_000 - REPLAY_WINDOW + 1)).toBe(true);
  });

  it('takes a jump to the greatest counter there is', () => {
    const window = new ReplayWindow();
    expect(window.accept(0)).toBe(true);
    expect(window.accept(Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(window.accept(Number.MAX_SAFE_INTEGER)).toBe(false);
    expect(window.accept(Number.MAX_SAFE_INTEGER - 1)).toBe(true);
    expect(window.accept(0)).toBe(false);
  });

  it('decides as a plain set does, for any sequence', () => {
    const step = fc.oneof(fc.integer({ min: -80, max: 80 }), fc.integer({ min: -2500, max: 4000 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const window = new ReplayWindow();
        const seen = new Set<number>();
        let newest = -1;
        let counter = 0;
        for (const by of steps) {
          counter = Math.max(0, counter + by);
          const expected = !seen.has(counter) && counter > newest - REPLAY_WINDOW;
          expect(window.accept(counter)).toBe(expected);
          if (expected) seen.add(counter);
          newest = Math.max(newest, counter);
        }
      }),
    );
  });
});
