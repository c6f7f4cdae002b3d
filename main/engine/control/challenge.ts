/** The first step to a control server: a WebSocket that has sent its challenge. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type ClientOptions, WebSocket } from 'ws';
import { CONTROL_FRAME_LIMIT_BYTES, pushSchema } from '../../../shared/control/messages.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { ProxySettings } from '../../base/knobs.ts';
import { parseJson } from '../../base/parse-json.ts';
import { bareHost, proxyFor } from '../../base/proxy.ts';
import { connectAgent } from '../../base/proxy-agent.ts';

/** Long enough for a slow mobile network, short enough to try the next address. */
const CONNECT_TIMEOUT_MS = 5000;
const UNWANTED = 'no longer wanted';

export interface Challenged {
  readonly socket: WebSocket;
  /** The server's address, a literal: as reached, or behind a proxy as its name says; empty where nobody knows. */
  readonly address: string;
  readonly nonce: string;
  /** The server's X25519 key, base64url. */
  readonly key: string;
}

/**
 * Opens a WebSocket and waits for the challenge.
 * @fault control.unreachable - no LANrage server answers there. @fault control.timed-out - it says nothing in 5 s.
 */
export function awaitChallenge(
  url: string,
  proxies: ProxySettings,
  signal: AbortSignal | undefined,
): Promise<Result<Challenged>> {
  const refuse = (reason: string) => fail(fault('control.unreachable', { server: url, reason }));
  if (signal?.aborted) return Promise.resolve(refuse(UNWANTED));
  const proxy = URL.canParse(url) ? proxyFor(new URL(url), proxies) : null;
  const socket = openSocket(url, proxy);
  if (socket === null) return Promise.resolve(refuse('not an address'));
  let address = proxy === null ? Promise.resolve('') : addressOf(bareHost(new URL(url)));
  return new Promise((resolve) => {
    const settle = (result: Result<Challenged>): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.removeAllListeners('message');
      if (!result.ok) socket.terminate();
      resolve(result);
    };
    const unreachable = (reason: string): void => settle(refuse(reason));
    const abort = (): void => unreachable(UNWANTED);
    const timer = setTimeout(
      () => settle(fail(fault('control.timed-out', { server: url }))),
      CONNECT_TIMEOUT_MS,
    );
    signal?.addEventListener('abort', abort);
    // Stays for the connection's life: an error without a listener would end the process.
    socket.on('error', (error: NodeJS.ErrnoException) => unreachable(error.code ?? error.message));
    socket.once('close', () => unreachable('the connection was closed'));
    socket.once('upgrade', (response) => {
      const reached = (response.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
      if (proxy === null) address = Promise.resolve(reached);
    });
    socket.once('message', (data) => {
      const push = pushSchema.safeParse(parseJson(String(data)));
      if (push.success && push.data.type === 'error') return settle(fail(push.data.fault));
      if (!push.success || push.data.type !== 'challenge') return unreachable('it is no LANrage server');
      const { nonce, key } = push.data;
      void address.then((known) => settle(ok({ socket, address: known, nonce, key })));
    });
  });
}

/** @returns null where `ws` is stricter than URL, e.g. with a fragment. */
function openSocket(url: string, proxy: URL | null): WebSocket | null {
  const options: ClientOptions = {
    handshakeTimeout: CONNECT_TIMEOUT_MS,
    maxPayload: CONTROL_FRAME_LIMIT_BYTES * 2,
    perMessageDeflate: false,
    followRedirects: false,
    ...(proxy !== null && { agent: connectAgent(new URL(url), proxy, CONNECT_TIMEOUT_MS) }),
  };
  try {
    return new WebSocket(url, options);
  } catch {
    return null;
  }
}

/** Networks with a proxy often resolve no names of the Internet: then relays need endpoints of their own. */
async function addressOf(host: string): Promise<string> {
  if (isIP(host) !== 0) return host;
  return lookup(host).then(
    ({ address }) => address,
    () => '',
  );
}
