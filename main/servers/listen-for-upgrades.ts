/** HTTP or HTTPS servers that only take WebSockets and say that they are alive. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Endpoint } from '../../shared/address.ts';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Log } from '../base/log/log.ts';
import { limitSegments } from './small-segments.ts';
import { TrustedProxies } from './trusted-proxies.ts';

/** Certificate chain and key, PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * Takes or refuses a request to become a WebSocket; the socket is its own from then on.
 * @param client - the address of whoever asks, also behind a proxy that is trusted.
 */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer, client: string) => void;

/** Where a listener is found, and whom it believes. */
export interface ListenOptions {
  readonly listen: readonly Endpoint[];
  /** null: plain HTTP. */
  readonly tls: TlsFiles | null;
  /** Absent: nobody is believed to speak for others. */
  readonly trustedProxies?: TrustedProxies | undefined;
  readonly log: Log;
}

export interface UpgradeListener {
  readonly endpoints: readonly Endpoint[];
  /** Stops listening and waits until every socket is closed, at most half a second. */
  close(): Promise<void>;
}

export type ListenFault = 'serve.port-taken' | 'serve.address-unavailable' | 'serve.tls-invalid';

/** A request line and its headers are one packet; whoever needs longer than a hello may take is not a client. */
const HEADERS_TIMEOUT_MS = 5_000;
const CLOSE_PATIENCE_MS = 500;

/** Listens on every endpoint or on none. Port 0 lets the system choose. */
export async function listenForUpgrades(
  options: ListenOptions & {
    readonly onUpgrade: Upgrade;
    /** TCP connections of each endpoint, whether or not they have become WebSockets; without it as many as come. */
    readonly maxConnections?: number;
  },
): Promise<Result<UpgradeListener, ListenFault>> {
  const { log, onUpgrade, maxConnections, trustedProxies = new TrustedProxies([]) } = options;
  const servers: Server[] = [];
  const upgraded = new Set<Duplex>();
  const close = () => closeAll(servers, upgraded);
  const endpoints: Endpoint[] = [];
  for (const endpoint of options.listen) {
    const made = makeServer(options.tls);
    if (!made.ok) {
      await close();
      return made;
    }
    const server = made.value;
    if (maxConnections !== undefined) server.maxConnections = maxConnections;
    server.on('upgrade', (request, socket, head) => {
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      // Node has taken its own listener off: whoever breaks the connection while refused would end the process.
      socket.on('error', (error) => log.debug('upgrade broke', { reason: error.message }));
      onUpgrade(request, socket, head, trustedProxies.clientOf(request));
    });
    const refused = await listenOn(server, endpoint);
    if (refused !== null) {
      await close();
      return fail(refused);
    }
    const unlimited = await limitSegments(server);
    if (unlimited !== null) log.debug('TCP segments are as large as they come', { reason: unlimited });
    // Out of file descriptors, for one: those who are connected stay served.
    server.on('error', (error) => log.error('listening failed', { reason: error.message }));
    servers.push(server);
    endpoints.push({ address: endpoint.address, port: (server.address() as AddressInfo).port });
  }
  return ok({ endpoints, close });
}

function makeServer(tls: TlsFiles | null): Result<Server, 'serve.tls-invalid'> {
  const options = { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: HEADERS_TIMEOUT_MS };
  if (tls === null) return ok(createServer(options, answerHttp));
  try {
    const { cert, key } = tls;
    return ok(createTlsServer({ ...options, handshakeTimeout: HEADERS_TIMEOUT_MS, cert, key }, answerHttp));
  } catch (error) {
    return fail(
      fault('serve.tls-invalid', { reason: 'said', program: 'OpenSSL', text: (error as Error).message }),
    );
  }
}

const answerHttp: RequestListener = (request, response) => {
  if (request.method === 'GET' && request.url === '/health') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
    return;
  }
  response.writeHead(426, { upgrade: 'websocket', connection: 'upgrade' }).end('WebSocket only\n');
};

function listenOn(
  server: Server,
  { address, port }: Endpoint,
): Promise<Fault<'serve.port-taken' | 'serve.address-unavailable'> | null> {
  return new Promise((resolve) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      resolve(
        error.code === 'EADDRINUSE'
          ? fault('serve.port-taken', { protocol: 'tcp', address, port })
          : fault('serve.address-unavailable', { address }),
      );
    };
    server.once('error', refuse);
    // IPv6 alone, so that 0.0.0.0 and :: can be listened on beside each other on one port.
    server.listen({ host: address, port, ipv6Only: address.includes(':') }, () => {
      server.off('error', refuse);
      resolve(null);
    });
  });
}

async function closeAll(servers: readonly Server[], upgraded: ReadonlySet<Duplex>): Promise<void> {
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
  for (const server of servers) server.closeIdleConnections();
  const impatience = setTimeout(() => {
    for (const socket of upgraded) socket.destroy();
    for (const server of servers) server.closeAllConnections();
  }, CLOSE_PATIENCE_MS);
  await Promise.all(closed);
  clearTimeout(impatience);
}
