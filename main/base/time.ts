/** Waiting, by whatever clock there is. */
import type { Clock } from './clock.ts';

/**
 * Calls back again and again until the returned function is called: at multiples of `ms` of the clock, so that all that
 * happens each second shares one wake-up. The first call comes within `ms`.
 */
export function every(clock: Clock, ms: number, work: () => void): () => void {
  let cancel = (): void => undefined;
  const next = (): void => {
    const untilMs = ms - (clock.now() % ms);
    // A timer that came a little early must not make two of one.
    cancel = clock.after(untilMs < ms / 4 ? untilMs + ms : untilMs, () => {
      next();
      work();
    });
  };
  next();
  return () => cancel();
}

/** Waits for `ms`, or less when the signal comes; never rejects. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal?.aborted) return Promise.resolve();
  const end = (): void => {
    cancel();
    signal?.removeEventListener('abort', end);
    resolve();
  };
  const cancel = clock.after(ms, end);
  signal?.addEventListener('abort', end);
  return promise;
}

/** Waits for work for `ms` at most. @returns what it came to, or what `late` says; the work itself goes on. */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>, late: () => T): Promise<T> {
  const over = new AbortController();
  const tooLate = pause(clock, ms, over.signal).then(late);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    over.abort();
  }
}
