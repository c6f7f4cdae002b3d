/** The ways to the outside as this machine has them. */
import { lookup as lookUp } from 'node:dns/promises';
import { get, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { connect } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { openUdp } from '../../base/udp.ts';
import type { Outside } from './outside.ts';

/** @param clock - ends what takes too long. */
export function systemOutside(clock: Clock): Outside {
  return {
    openUdp,
    // The system's own resolver, hosts file and all.
    lookup: async (host, family) => (await lookUp(host, { family })).address,
    connects({ host, port }, timeoutMs) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const socket = connect({ host, port });
      const cancel = clock.after(timeoutMs, () => resolve(false));
      socket.once('connect', () => resolve(true));
      socket.on('error', () => resolve(false));
      return promise.finally(() => {
        cancel();
        socket.destroy();
      });
    },
    async looksLikePortal(url, timeoutMs) {
      const answer = await ask(new URL(url), timeoutMs, clock);
      return answer === null ? 'unknown' : answer.statusCode === 204 ? 'no' : 'yes';
    },
    async dateOf(url, timeoutMs, signal) {
      const answer = await ask(url, timeoutMs, clock, signal);
      const told = Date.parse(answer?.headers.date ?? '');
      return Number.isNaN(told) ? null : told;
    },
  };
}

/** Gets a page as far as its headers; null: none within the time. */
function ask(
  url: URL,
  timeoutMs: number,
  clock: Clock,
  signal?: AbortSignal,
): Promise<IncomingMessage | null> {
  const { promise, resolve } = Promise.withResolvers<IncomingMessage | null>();
  const request = (url.protocol === 'https:' ? getSecure : get)(url, {
    agent: false,
    ...(signal !== undefined && { signal }),
  });
  const cancel = clock.after(timeoutMs, () => resolve(null));
  request.once('response', resolve);
  // Stays: destroying a request makes it fail once more.
  request.on('error', () => resolve(null));
  return promise.finally(() => {
    cancel();
    request.destroy();
  });
}
