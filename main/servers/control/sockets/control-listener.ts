/** Where control sockets come from: HTTP or HTTPS servers that only take WebSockets and say that they are alive. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Endpoint } from '../../../../shared/address.ts';
import { CONTROL_FRAME_LIMIT_BYTES } from '../../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Log } from '../../../base/log/log.ts';
import { closeCodes } from './connection.ts';

/** Certificate chain and key, PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface ControlListener {
  readonly endpoints: readonly Endpoint[];
  /** Stops listening and waits until every socket is closed, at most half a second. */
  close(): Promise<void>;
}

export type ListenFault = 'serve.port-taken' | 'serve.address-unavailable' | 'serve.tls-invalid';

/** A request line and its headers are one packet; whoever needs longer than a hello may take is not a client. */
const HEADERS_TIMEOUT_MS = 5_000;
const CLOSE_PATIENCE_MS = 500;

/** Listens on every endpoint or on none. Port 0 lets the system choose. */
export async function listenForControl(
  listen: readonly Endpoint[],
  tls: TlsFiles | null,
  log: Log,
  onSocket: (socket: WebSocket, remoteAddress: string) => void,
): Promise<Result<ControlListener, ListenFault>> {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: CONTROL_FRAME_LIMIT_BYTES,
    // Frames are small and mostly sealed; a compressed one could also unpack to far more than it weighs.
    perMessageDeflate: false,
    WebSocket: ExplainingWebSocket,
  });
  const servers: Server[] = [];
  const close = () => closeAll(servers, sockets);
  const endpoints: Endpoint[] = [];
  for (const endpoint of listen) {
    const made = makeServer(tls);
    if (!made.ok) {
      await close();
      return made;
    }
    const server = made.value;
    server.on('upgrade', (request, socket, head) => {
      // Only browsers send it: no page that a player has open may use up the connections of their address.
      if (request.headers.origin !== undefined) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (webSocket) =>
        onSocket(webSocket, request.socket.remoteAddress ?? ''),
      );
    });
    const refused = await listenOn(server, endpoint);
    if (refused !== null) {
      await close();
      return fail(refused);
    }
    // Out of file descriptors, for one: those who are connected stay served.
    server.on('error', (error) => log.error('listening failed', { reason: error.message }));
    servers.push(server);
    endpoints.push({ address: endpoint.address, port: (server.address() as AddressInfo).port });
  }
  return ok({ endpoints, close });
}

/** Says what was wrong before it closes on a frame above the limit, which is never read. */
class ExplainingWebSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    if (code === closeCodes.tooLarge && this.readyState === WebSocket.OPEN) {
      const tooLarge = fault('control.too-large', { limitBytes: CONTROL_FRAME_LIMIT_BYTES });
      this.send(JSON.stringify({ type: 'error', fault: tooLarge }));
    }
    super.close(code, data);
  }
}

function makeServer(tls: TlsFiles | null): Result<Server, 'serve.tls-invalid'> {
  const options = { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: HEADERS_TIMEOUT_MS };
  if (tls === null) return ok(createServer(options, answerHttp));
  try {
    return ok(createTlsServer({ ...options, cert: tls.cert, key: tls.key }, answerHttp));
  } catch (error) {
    return fail(fault('serve.tls-invalid', { reason: (error as Error).message }));
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

async function closeAll(servers: readonly Server[], sockets: WebSocketServer): Promise<void> {
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
  for (const server of servers) server.closeIdleConnections();
  const impatience = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
    for (const server of servers) server.closeAllConnections();
  }, CLOSE_PATIENCE_MS);
  await Promise.all(closed);
  clearTimeout(impatience);
}
