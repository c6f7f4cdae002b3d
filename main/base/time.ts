/** Waiting, by whatever clock there is. */
import type { Clock } from './clock.ts';

/**
 * The next multiple of `ms`: what happens at such times shares a wake-up. Less than a quarter of `ms` is no wait: the one after
 * it is meant then.
 */
export function nextMultiple(nowMs: number, ms: number): number {
  const untilMs = ms - (nowMs % ms);
  return nowMs + (untilMs < ms / 4 ? untilMs + ms : untilMs);
}

/**
 * Calls back again and again until the returned function is called: at multiples of `ms` of the clock, so that all that
 * happens each second shares one wake-up. The first call comes within `ms` and a quarter.
 */
export function every(clock: Clock, ms: number, work: () => void): () => void {
  let cancel = (): void => undefined;
  const next = (): void => {
    const nowMs = clock.now();
    cancel = clock.after(nextMultiple(nowMs, ms) - nowMs, () => {
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
