/** Notices when this computer has no time for us: a timer that comes late by more than it should. */
import type { Clock } from '../../base/clock.ts';

const INTERVAL_MS = 100;

/** Calls back ten times a second with how late the timer came, in ms (0 is on time). @returns its stop. */
export function watchStalls(clock: Clock, onTick: (lateMs: number) => void): () => void {
  let stop = (): void => undefined;
  const next = (): void => {
    const startedMs = clock.now();
    stop = clock.after(INTERVAL_MS, () => {
      onTick(Math.max(0, clock.now() - startedMs - INTERVAL_MS));
      next();
    });
  };
  next();
  return () => stop();
}
