import { type Fault, fault } from '../../shared/faults/fault.ts';
import { fail, type Result } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';

/** RFC 8305's connection attempt delay: a working first address is never raced, a dead one costs little. */
const STAGGER_MS = 250;

export interface DialOptions<T> {
  /** Connects to one of them; the signal calls it off. */
  connect(url: string, signal: AbortSignal): Promise<Result<T>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Connects to the first of a server's addresses that answers: each next one is tried when the one before failed or
 * took 250 ms. The losers are closed, and when the signal aborts, all are.
 * @fault control.unreachable - none answered; other faults come from the server that did.
 */
export async function dial<T extends { close(): void }>(
  urls: readonly string[],
  { connect, clock, signal }: DialOptions<T>,
): Promise<Result<T>> {
  if (urls.length === 0) return fail(mostTelling([], urls));
  const race = new AbortController();
  const abort = (): void => race.abort();
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await firstToAnswer(urls, (url) => connect(url, race.signal), clock);
  } finally {
    signal.removeEventListener('abort', abort);
    race.abort();
  }
}

function firstToAnswer<T extends { close(): void }>(
  urls: readonly string[],
  connect: (url: string) => Promise<Result<T>>,
  clock: Clock,
): Promise<Result<T>> {
  const { promise, resolve } = Promise.withResolvers<Result<T>>();
  const faults: Fault[] = [];
  let next = 0;
  let won = false;
  let cancelNext = (): void => undefined;
  const settle = (result: Result<T>): void => {
    if (won && result.ok) result.value.close();
    if (won) return;
    if (!result.ok) faults.push(result.fault);
    if (!result.ok && faults.length < urls.length) {
      tryNext();
      return;
    }
    won = true;
    cancelNext();
    resolve(result.ok ? result : fail(mostTelling(faults, urls)));
  };
  const tryNext = (): void => {
    cancelNext();
    const url = urls[next++];
    if (url === undefined || won) return;
    cancelNext = clock.after(STAGGER_MS, tryNext);
    void connect(url).then(settle);
  };
  tryNext();
  return promise;
}

/** A server that answered and refused says more than one that wasn't there. */
function mostTelling(faults: readonly Fault[], urls: readonly string[]): Fault {
  const refusal = faults.find(({ code }) => code !== 'control.unreachable' && code !== 'control.timed-out');
  if (refusal !== undefined) return refusal;
  const unreachable = faults.find((each) => each.code === 'control.unreachable');
  const because = unreachable === undefined ? ({ reason: 'no-answer' } as const) : unreachable.args;
  return fault('control.unreachable', { ...because, server: urls.join(', ') });
}
