/** The helper's socket, its one client, and when it ends. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { HELPER_PROTOCOL_VERSION } from '../../shared/helper/verbs.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';
import type { VerbRunners } from './dispatch.ts';
import { type HelperConnection, openHelperConnection } from './helper-connection.ts';
import type { TunnelRegistry } from './tunnel-registry.ts';
import type { VerbHandlers } from './tunnel-verbs.ts';

export interface HelperServerOptions {
  readonly ownerSocket: OwnerSocket;
  /** SHA-256 of the token, base64url. */
  readonly tokenHash: string;
  readonly graceMs: number;
  readonly registry: TunnelRegistry;
  readonly handlers: VerbHandlers;
  readonly clock: Clock;
  /** Goes on without a client: it takes everything down after the grace time, and waits. */
  readonly stays: boolean;
}

/** Where a helper listens, and for whom alone. */
export interface OwnerSocket {
  /** Nobody but the owner can connect from the moment it listens. Throws when it can't. */
  open(server: Server): void;
}

/** More than a client ever needs; what is above is dropped. */
const MAX_CONNECTIONS = 8;

export interface HelperServer {
  /** Settles when everything is down. Rejects on a bug: then too, everything was taken down as far as possible. */
  readonly ended: Promise<void>;
  /** Takes everything down, without the grace time. */
  stop(): void;
}

/** Listens for the owner. The caller has made sure that nobody else serves the path. */
export function startHelperServer(options: HelperServerOptions): HelperServer {
  const { registry, handlers, clock, graceMs, stays } = options;
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  const sessions = new Set<HelperConnection>();
  let current: HelperConnection | null = null;
  let cancelGrace = clock.after(graceMs, leave);
  let isStopping = false;
  /** Verbs of an old and a new client, and the end, never overlap. */
  let tail: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T> | T): Promise<T> {
    const done = tail.then(work);
    tail = done.catch(() => undefined);
    return done;
  }

  const runners = serialised(handlers, inTurn);
  const server = createServer((socket) => accept(socket));
  server.maxConnections = MAX_CONNECTIONS;
  server.on('error', crash);
  const tidyUp = clock.after(graceMs, () => void inTurn(registry.removeLeftovers).catch(crash));
  options.ownerSocket.open(server);

  function accept(socket: Socket): void {
    const session = openHelperConnection(socket, {
      clock,
      runners: {
        ...runners,
        shutdown: () => {
          // After the answer was written.
          setImmediate(leave);
          return ok({});
        },
      },
      isToken: (token) => matches(token, options.tokenHash),
      welcome: () => ({
        version: HELPER_PROTOCOL_VERSION,
        pid: process.pid,
        interfaces: [...registry.names()],
      }),
      onAuthenticated: () => {
        cancelGrace();
        const previous = current;
        current = session;
        previous?.close();
      },
      onClose: () => {
        sessions.delete(session);
        if (current !== session) return;
        current = null;
        cancelGrace = clock.after(graceMs, leave);
      },
    });
    sessions.add(session);
  }

  function crash(error: unknown): void {
    stop();
    reject(error);
  }

  /** Nobody wants the tunnels any more. */
  function leave(): void {
    if (stays && !isStopping) inTurn(registry.close).catch(crash);
    else stop();
  }

  function stop(): void {
    if (isStopping) return;
    isStopping = true;
    cancelGrace();
    tidyUp();
    server.close();
    for (const session of sessions) session.close();
    inTurn(registry.close).then(resolve, reject);
  }

  return { ended, stop };
}

function serialised(
  handlers: VerbHandlers,
  inTurn: (work: () => Promise<Result<unknown>> | Result<unknown>) => Promise<Result<unknown>>,
): Omit<VerbRunners, 'shutdown'> {
  const entries = Object.entries(handlers) as [string, (args: never) => Promise<Result<unknown>>][];
  return Object.fromEntries(
    entries.map(([verb, handler]) => [verb, (args: never) => inTurn(() => handler(args))]),
  ) as Omit<VerbRunners, 'shutdown'>;
}

function matches(token: string, tokenHash: string): boolean {
  const found = createHash('sha256').update(token).digest();
  return timingSafeEqual(found, Buffer.from(tokenHash, 'base64url'));
}
