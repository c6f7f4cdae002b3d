import { type Clock, systemClock } from '../clock.ts';
import type { Log } from './log.ts';

/**
 * Runs `fn`, plain or async, and logs at debug how long it took in ms, also when it throws or rejects. What it
 * returns or throws is handed on unchanged.
 */
export function timed<T>(log: Log, message: string, fn: () => T, clock: Pick<Clock, 'now'> = systemClock): T {
  const startedAt = clock.now();
  const done = (failed: boolean) => {
    const durationMs = Math.round((clock.now() - startedAt) * 1000) / 1000;
    log.debug(message, { durationMs, outcome: failed ? 'failed' : 'done' });
  };
  let result: T;
  try {
    result = fn();
  } catch (error) {
    done(true);
    throw error;
  }
  if (!(result instanceof Promise)) {
    done(false);
    return result;
  }
  return result.then(
    (value) => {
      done(false);
      return value;
    },
    (error: unknown) => {
      done(true);
      throw error;
    },
  ) as T;
}
