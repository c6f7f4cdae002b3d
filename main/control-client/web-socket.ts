/** Control sockets as they are: WebSockets, through the proxy that the environment names. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type ClientOptions, WebSocket } from 'ws';
import { CONTROL_FRAME_LIMIT_BYTES } from '../../shared/control/messages.ts';
import { fault } from '../../shared/faults/fault.ts';
import type { Because } from '../../shared/faults/fault-reasons.ts';
import { fail, ok } from '../../shared/result.ts';
import { bareHost } from '../../shared/url-host.ts';
import type { ProxySettings } from '../base/environment.ts';
import { proxyFor } from '../base/proxy.ts';
import { connectAgent, ProxyRefusal } from '../base/proxy-agent.ts';
import type { ControlSocket, OpenControlSocket } from './control-socket.ts';

/** Long enough for a slow mobile network, short enough to try the next address. */
const CONNECT_TIMEOUT_MS = 5000;
const CLOSES_WITHIN_MS = 1000;

type Why = Because<'control.unreachable'>;

/** Opens WebSockets. @param proxies - of the environment. */
export function webSockets(proxies: ProxySettings): OpenControlSocket {
  return async (url, signal) => {
    const refuse = (why: Why) => fail(fault('control.unreachable', { server: url, ...why }));
    if (signal.aborted) return refuse({ reason: 'not-wanted' });
    const proxy = URL.canParse(url) ? proxyFor(new URL(url), proxies) : null;
    const made = makeSocket(url, proxy);
    if (made === null) return refuse({ reason: 'not-an-address' });
    // What a server says first may come together with its consent: whoever listens must be there by then.
    const socket = new OwnedWebSocket(made);
    const refusal = await socket.opened(signal);
    if (refusal !== null) return refuse(refusal);
    if (proxy !== null) socket.address = await addressOf(bareHost(new URL(url)));
    return ok(socket);
  };
}

class OwnedWebSocket implements ControlSocket {
  address = '';
  dated?: number;
  readonly #socket: WebSocket;
  #why: Why | null = null;
  #early: string[] = [];
  #listener: ((text: string) => void) | null = null;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    // Stays for the connection's life: an error without a listener would end the process.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#why ??= whyOf(error);
    });
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => {
      this.#why = { reason: 'http-status', status: statusCode };
      this.terminate();
    });
    socket.once('upgrade', ({ socket: { remoteAddress = '' }, headers }) => {
      this.address = remoteAddress.replace(/^::ffff:/, '');
      const dated = Date.parse(headers.date ?? '');
      if (!Number.isNaN(dated)) this.dated = dated;
    });
    socket.on('message', (data) => {
      if (this.#listener === null) this.#early.push(String(data));
      else this.#listener(String(data));
    });
  }

  /** Waits for the other end. @returns why it didn't come to that; null: it is open. */
  opened(signal: AbortSignal): Promise<Why | null> {
    const { promise, resolve } = Promise.withResolvers<Why | null>();
    const abort = (): void => {
      resolve({ reason: 'not-wanted' });
      this.terminate();
    };
    signal.addEventListener('abort', abort);
    this.onClose((why) => resolve(why ?? { reason: 'closed' }));
    this.#socket.once('open', () => resolve(null));
    return promise.finally(() => signal.removeEventListener('abort', abort));
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  onMessage(listener: (text: string) => void): void {
    this.#listener = listener;
    for (const text of this.#early.splice(0)) listener(text);
  }

  onClose(listener: (why: Why | null) => void): void {
    if (this.#socket.readyState === WebSocket.CLOSED) listener(this.#why);
    else this.#socket.once('close', () => listener(this.#why));
  }

  close(): void {
    this.#socket.close();
    setTimeout(() => this.#socket.terminate(), CLOSES_WITHIN_MS).unref();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

function whyOf(error: NodeJS.ErrnoException): Why {
  if (error instanceof ProxyRefusal)
    return error.status === null
      ? { reason: 'proxy-silent' }
      : { reason: 'proxy-status', status: error.status };
  return error.code === undefined ? { reason: 'no-connection' } : { reason: 'errno', errno: error.code };
}

/** @returns null where `ws` is stricter than URL, e.g. with a fragment. */
function makeSocket(url: string, proxy: URL | null): WebSocket | null {
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
