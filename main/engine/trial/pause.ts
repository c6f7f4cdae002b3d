import type { Clock } from '../../base/clock.ts';

/** Waits, or returns at once when the signal is aborted: whoever waits looks at the signal. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const settle = (): void => {
      cancel();
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const cancel = clock.after(ms, settle);
    signal.addEventListener('abort', settle, { once: true });
  });
}
