import type { Clock } from '../../../base/clock.ts';

/** Resolves with null after `ms`, to race against. */
export function after(clock: Clock, ms: number): Promise<null> {
  return new Promise((resolve) => {
    clock.after(ms, () => resolve(null));
  });
}
