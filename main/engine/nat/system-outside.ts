/** The ways to the outside as this machine has them. */
import { lookup as lookUp } from 'node:dns/promises';
import { get, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { Clock } from '../../base/clock.ts';
import { openUdp } from '../../base/udp.ts';
import type { Outside } from './outside.ts';

const MOST_TEXT = 1024;

/** @param clock - ends what takes too long. */
export function systemOutside(clock: Clock): Outside {
  return {
    openUdp,
    // The system's own resolver, hosts file and all.
    lookup: async (host, family) => (await lookUp(host, { family })).address,
    connects: async (server, timeoutMs) => (await tryTcp(connect(server), timeoutMs, clock)) === 'connected',
    refuses: async (server, timeoutMs) =>
      (await tryTcp(connect(server), timeoutMs, clock)) === 'ECONNREFUSED',
    provesItself: async (server, timeoutMs) =>
      (await tryTcp(connectSecurely(server), timeoutMs, clock, 'secureConnect')) === 'connected',
    async read(url, timeoutMs) {
      const page = await ask(url, timeoutMs, clock, { mayRead: true });
      return page?.answer.statusCode === 200 ? page.text : null;
    },
    async looksLikePortal(url, timeoutMs) {
      const page = await ask(new URL(url), timeoutMs, clock);
      return page === null ? 'unknown' : page.answer.statusCode === 204 ? 'no' : 'yes';
    },
    async dateOf(url, timeoutMs, signal) {
      const page = await ask(url, timeoutMs, clock, { signal });
      const told = Date.parse(page?.answer.headers.date ?? '');
      return Number.isNaN(told) ? null : told;
    },
  };
}

/** Waits for a connection, and ends it. @returns the system's name of why there is none; late: it took too long. */
function tryTcp(socket: Socket, timeoutMs: number, clock: Clock, event = 'connect'): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const cancel = clock.after(timeoutMs, () => resolve('late'));
  socket.once(event, () => resolve('connected'));
  socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  return promise.finally(() => {
    cancel();
    socket.destroy();
  });
}

interface Page {
  readonly answer: IncomingMessage;
  /** Empty where it was not to be read. */
  readonly text: string;
}

/** Gets a page, mostly as far as its headers; null: none within the time. */
function ask(
  url: URL,
  timeoutMs: number,
  clock: Clock,
  { signal, mayRead = false }: { readonly signal?: AbortSignal; readonly mayRead?: boolean } = {},
): Promise<Page | null> {
  const { promise, resolve } = Promise.withResolvers<Page | null>();
  const request = (url.protocol === 'https:' ? getSecure : get)(url, {
    agent: false,
    ...(signal !== undefined && { signal }),
  });
  const cancel = clock.after(timeoutMs, () => resolve(null));
  request.once('response', (answer) => {
    if (!mayRead) return resolve({ answer, text: '' });
    let text = '';
    answer.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(0, MOST_TEXT);
    });
    answer.once('end', () => resolve({ answer, text }));
  });
  // Stays: destroying a request makes it fail once more.
  request.on('error', () => resolve(null));
  return promise.finally(() => {
    cancel();
    request.destroy();
  });
}
