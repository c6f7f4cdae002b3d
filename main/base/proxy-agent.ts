/** Connections through an HTTP proxy by CONNECT (RFC 9110 §9.3.6), for the WebSocket's request to run over. */
import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { bareHost, portOf } from '../../shared/url-host.ts';

type Connected = (error: Error | null, stream: Duplex) => void;

/** The proxy let nobody through. */
export class ProxyRefusal extends Error {
  /** Of HTTP; null: it is out of reach. */
  readonly status: number | null;

  constructor(status: number | null) {
    super(status === null ? 'the proxy is out of reach' : `the proxy answered ${status}`);
    this.status = status;
  }
}

/**
 * An agent whose connections all lead to the target through the proxy.
 * @param target - `ws://` or `wss://`. @param proxy - `http://` or `https://`; its credentials are sent to nobody else.
 */
export function connectAgent(target: URL, proxy: URL, timeoutMs: number): Agent {
  const isSecure = target.protocol === 'wss:';
  const agent = isSecure ? new TlsAgent() : new Agent();
  return Object.assign(agent, {
    createConnection(_options: unknown, connected: Connected) {
      askProxy(target, proxy, timeoutMs).then(
        (tunnel) => connected(null, isSecure ? secure(tunnel, target) : tunnel),
        // The agent looks at the stream only where there is no error.
        (error: Error) => (connected as (error: Error) => void)(error),
      );
    },
  });
}

function askProxy(target: URL, proxy: URL, timeoutMs: number): Promise<Duplex> {
  const authority = `${target.hostname}:${portOf(target)}`;
  const request = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)({
    host: bareHost(proxy),
    port: portOf(proxy),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...authorization(proxy) },
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
  });
  return new Promise((resolve, reject) => {
    request.once('error', () => reject(new ProxyRefusal(null)));
    // An answer with a body: a refusal by a proxy that doesn't know CONNECT.
    request.once('response', (response) => {
      response.destroy();
      reject(new ProxyRefusal(response.statusCode ?? 0));
    });
    request.once('connect', (response, socket, head) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        reject(new ProxyRefusal(response.statusCode ?? 0));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.end();
  });
}

function secure(socket: Duplex, target: URL): Duplex {
  const host = bareHost(target);
  // A server name is a name, never an address (RFC 6066 §3).
  return tlsConnect({
    socket,
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ['http/1.1'],
  });
}

function authorization({ username, password }: URL): { 'proxy-authorization': string } | undefined {
  if (username === '') return undefined;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}
