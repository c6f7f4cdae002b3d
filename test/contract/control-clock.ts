import type { Clock } from '../../main/base/clock.ts';

export interface ManualClock extends Clock {
  /** Lets ms pass, calling what falls due on the way in its order. */
  advance(ms: number): void;
}

/** A clock that stands still until it is told to move. */
export function manualClock(): ManualClock {
  const epoch = Date.UTC(2026, 10, 21, 20, 0, 0);
  let elapsedMs = 0;
  const due = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => elapsedMs,
    date: () => new Date(epoch + elapsedMs),
    after(ms, callback) {
      const entry = { at: elapsedMs + ms, callback };
      due.add(entry);
      return () => due.delete(entry);
    },
    advance(ms) {
      const end = elapsedMs + ms;
      for (;;) {
        const next = [...due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        due.delete(next);
        elapsedMs = Math.max(elapsedMs, next.at);
        next.callback();
      }
      elapsedMs = end;
    },
  };
}
