/**
 * The browser server: the built renderer over HTTP and the contract over a WebSocket at `/api`, on 127.0.0.1 alone.
 *
 * Any web page may send requests to loopback. The Host check stops pages whose name was rebound to 127.0.0.1, the
 * Origin check stops pages of other origins, and the token stops other users and programs of this machine.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { fault } from '../../shared/faults/fault.ts';
import { SOCKET_FRAME_LIMIT_BYTES } from '../../shared/ipc/socket-frames.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import type { Log } from '../base/log/log.ts';
import { LOOPBACK, listenOnLoopback, loopbackHosts } from '../base/page/listen-on-loopback.ts';
import { SECURITY_HEADERS } from '../base/page/security-headers.ts';
import { readStaticFiles, type StaticFiles } from '../base/page/static-files.ts';
import type { Engine } from '../engine/engine-contract.ts';
import type { Dispatcher } from '../ipc/dispatch.ts';
import { asksForMetrics, tellMetrics } from '../prometheus/tell-metrics.ts';
import { acceptBrowser } from './browser-client.ts';
import { type ConnectionEnds, isOwnConnection } from './connection-owner.ts';

const API_PATH = '/api';
/** A person has a few windows open; the rest is a mistake or an attempt. */
const CLIENT_LIMIT = 32;
/** A browser that has to start first may take half of it. */
const OPENING_LIFE_MS = 60_000;

export interface BrowserOptions {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  /** The built renderer. */
  readonly rendererDir: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Lets the system choose where `port` is taken, instead of failing. */
  readonly fallbackToAny?: boolean;
  /** At least 128 random bits, at most 64 characters. */
  readonly token: string;
  /** Where the token for metrics is kept; without it they are not offered here. */
  readonly dataDir?: string;
  readonly clock?: Clock;
  readonly log: Log;
  /** Tells whether this user's own program connected; another one only in tests. */
  readonly isOwn?: (ends: ConnectionEnds) => boolean;
}

export interface BrowserServer {
  /** To be opened by the person; the token stands in the fragment, which is never sent or logged. */
  readonly url: string;
  readonly port: number;
  /**
   * An address that leads to `url` once, within a minute, for the command line of a program that opens browsers: other
   * users of this machine can read command lines, so the token must not stand there, and the address is of no use to
   * them (see {@link isOwnConnection}).
   */
  makeOpeningUrl(): string;
  /** Drops all clients and frees the port. */
  close(): Promise<void>;
}

/**
 * Opens the page's server.
 * @fault serve.port-taken - another program listens there. @fault storage.unreadable - the renderer is not built.
 */
export async function serveBrowser(
  options: BrowserOptions,
): Promise<Result<BrowserServer, 'serve.port-taken' | 'storage.unreadable'>> {
  const { port: wanted, token, clock = systemClock, log, isOwn = isOwnConnection } = options;
  const files = await readStaticFiles(options.rendererDir);
  if (!files.ok) return files;

  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 });
  const port =
    (await listenOnLoopback(server, wanted)) ??
    (options.fallbackToAny ? await listenOnLoopback(server, 0) : null);
  if (port === null) {
    return fail(fault('serve.port-taken', { protocol: 'tcp', address: LOOPBACK, port: wanted }));
  }
  const hosts = loopbackHosts(port);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: SOCKET_FRAME_LIMIT_BYTES,
    perMessageDeflate: false,
  });

  const url = `http://${LOOPBACK}:${port}/#token=${token}`;
  const openings = new Set<string>();
  const isOpening = (request: IncomingMessage): boolean =>
    hosts.has(request.headers.host ?? '') && openings.has(pathOf(request)) && isOwn(request.socket);
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request, response) => {
    if (isOpening(request)) {
      openings.delete(pathOf(request));
      response.writeHead(302, { ...SECURITY_HEADERS, location: url }).end();
    } else if (asksForMetrics(request, hosts) && options.dataDir !== undefined) {
      void tellMetrics(request, response, { ...options, dataDir: options.dataDir });
    } else {
      answer(request, response, hosts, files.value);
    }
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => log.debug('browser connection failed', { error }));
    const refused = refuseUpgrade(request, hosts) ?? (sockets.clients.size < CLIENT_LIMIT ? null : 503);
    if (refused !== null) {
      log.debug('browser refused', { status: refused, origin: request.headers.origin });
      const answer = `HTTP/1.1 ${refused} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
      // Nobody watches an upgraded socket any more: a client that keeps its end open would stay for ever.
      socket.end(answer, () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => acceptBrowser(client, { ...options, clock }));
  });
  server.on('error', (error) => log.warn('browser server failed', { error }));

  return ok({
    url,
    port,
    makeOpeningUrl() {
      const path = `/open/${randomBytes(16).toString('base64url')}`;
      openings.add(path);
      clock.after(OPENING_LIFE_MS, () => openings.delete(path));
      return `http://${LOOPBACK}:${port}${path}`;
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // All of them, also those that HTTP has handed on or given up.
      for (const connection of connections) connection.destroy();
      await closed;
    },
  });
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  hosts: ReadonlySet<string>,
  files: StaticFiles,
): void {
  const file = files.get(pathOf(request));
  if (!hosts.has(request.headers.host ?? '')) refuse(response, 403);
  else if (request.method !== 'GET' && request.method !== 'HEAD') refuse(response, 405);
  else if (file === undefined) refuse(response, 404);
  else {
    const { type, body } = file;
    response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': type, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...SECURITY_HEADERS, connection: 'close' }).end();
}

/** The status to refuse with, null where the client may speak. */
function refuseUpgrade(request: IncomingMessage, hosts: ReadonlySet<string>): number | null {
  if (!hosts.has(request.headers.host ?? '')) return 403;
  const { origin = '' } = request.headers;
  if (!origin.startsWith('http://') || !hosts.has(origin.slice('http://'.length))) return 403;
  return pathOf(request) === API_PATH ? null : 404;
}

/** As it was sent: nothing is decoded or resolved, so that only paths in the list match. */
function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '';
}
