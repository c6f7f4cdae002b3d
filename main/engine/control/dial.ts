import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { fail, type Result } from '../../../shared/result.ts';
import { type ConnectionOptions, ControlConnection } from './connection.ts';

/** RFC 8305's connection attempt delay: a working first address is never raced, a dead one costs little. */
const STAGGER_MS = 250;

/**
 * Connects to the first of a server's addresses that answers: each next one is tried when the one before failed or
 * took 250 ms. The losers are closed, and when the signal aborts, all are.
 * @fault control.unreachable - none answered; other faults come from the server that did.
 */
export async function dial(
  urls: readonly string[],
  options: ConnectionOptions,
): Promise<Result<ControlConnection>> {
  if (urls.length === 0) return fail(mostTelling([], urls));
  const race = new AbortController();
  const outer = options.signal;
  const abort = (): void => race.abort();
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort);
  try {
    return await firstToAnswer(urls, { ...options, signal: race.signal });
  } finally {
    outer?.removeEventListener('abort', abort);
    race.abort();
  }
}

function firstToAnswer(
  urls: readonly string[],
  options: ConnectionOptions,
): Promise<Result<ControlConnection>> {
  const { promise, resolve } = Promise.withResolvers<Result<ControlConnection>>();
  const faults: Fault[] = [];
  let next = 0;
  let won = false;
  let timer: NodeJS.Timeout | undefined;
  const settle = (result: Result<ControlConnection>): void => {
    if (won && result.ok) result.value.close();
    if (won) return;
    if (!result.ok) faults.push(result.fault);
    if (!result.ok && faults.length < urls.length) {
      tryNext();
      return;
    }
    won = true;
    clearTimeout(timer);
    resolve(result.ok ? result : fail(mostTelling(faults, urls)));
  };
  const tryNext = (): void => {
    clearTimeout(timer);
    const url = urls[next++];
    if (url === undefined || won) return;
    timer = setTimeout(tryNext, STAGGER_MS);
    void ControlConnection.open(url, options).then(settle);
  };
  tryNext();
  return promise;
}

/** A server that answered and refused says more than one that wasn't there. */
function mostTelling(faults: readonly Fault[], urls: readonly string[]): Fault {
  const refusal = faults.find(({ code }) => code !== 'control.unreachable' && code !== 'control.timed-out');
  if (refusal !== undefined) return refusal;
  const unreachable = faults.find((each) => each.code === 'control.unreachable');
  const reason = unreachable?.code === 'control.unreachable' ? unreachable.args.reason : 'no answer';
  return fault('control.unreachable', { server: urls.join(', '), reason });
}
