/**
 * The local socket, for the CLI and scripts: the contract as JSON lines over a Unix socket (a named pipe on Windows).
 * It needs no token: the socket is its owner's alone, in a directory that is its owner's alone. One frame more than
 * the browser's: `{id, stop: true}` is answered and then stops the engine's host.
 */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { z } from 'zod';
import { fault } from '../../shared/faults/fault.ts';
import { SOCKET_FRAME_LIMIT_BYTES, type SocketReply } from '../../shared/ipc/socket-frames.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { createLineReader, encodeLine } from '../base/json-lines.ts';
import type { Log } from '../base/log/log.ts';
import { ensureOwnerOnlyDirectory } from '../base/owner-only-file.ts';
import { type WriteFault, writeFault } from '../base/storage-fault.ts';
import type { Engine } from '../engine/engine-contract.ts';
import { CONNECTION_BACKLOG_BYTES, openApiConnection } from './api-connection.ts';
import type { Dispatcher } from './dispatch.ts';
import { SOCKET_PATH_LIMIT_BYTES } from './socket-path.ts';

/** Far more than the commands that one person runs at a time. */
const CLIENT_LIMIT = 64;

export const stopFrameSchema = z.object({ id: z.int().min(1), stop: z.literal(true) });

export interface SocketOptions {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  /** See `socketPathOf`. */
  readonly path: string;
  /** Called for each stop frame, after its answer. */
  onStop(): void;
  readonly log: Log;
}

export interface SocketServer {
  /** Takes no new clients and removes the socket, so that the next engine may listen. Clients stay connected. */
  unlisten(): void;
  /** Ends every connection: to a client that asked for the stop this says that the engine is gone. */
  hangUp(): void;
}

/**
 * Opens the local socket. The caller holds the instance lock of the data directory, so a socket that is there was left
 * by an engine that crashed, and is replaced.
 * @fault storage.unwritable - also where the path is too long for a socket. @fault storage.full
 */
export async function serveSocket(options: SocketOptions): Promise<Result<SocketServer, WriteFault>> {
  const { path, log } = options;
  const prepared = await prepare(path);
  if (!prepared.ok) return prepared;

  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    socket.on('close', () => clients.delete(socket));
    acceptLocal(socket, options);
  });
  server.maxConnections = CLIENT_LIMIT;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    });
    if (!isPipe(path)) await chmod(path, 0o600);
  } catch (error) {
    server.close();
    return fail(writeFault(error, path));
  }
  server.on('error', (error) => log.warn('local server failed', { error }));

  return ok({
    unlisten() {
      server.close();
    },
    hangUp() {
      for (const client of clients) client.end();
    },
  });
}

async function prepare(path: string): Promise<Result<void, WriteFault>> {
  if (isPipe(path)) return ok(undefined);
  if (Buffer.byteLength(path) > SOCKET_PATH_LIMIT_BYTES) {
    return fail(fault('storage.unwritable', { path, reason: 'path-too-long' }));
  }
  const directory = await ensureOwnerOnlyDirectory(dirname(path));
  if (!directory.ok) return directory;
  try {
    // Listening makes the socket first and narrows it then: meanwhile its folder keeps others out.
    await chmod(dirname(path), 0o700);
    await rm(path, { force: true });
    return ok(undefined);
  } catch (error) {
    return fail(writeFault(error, path));
  }
}

function acceptLocal(socket: Socket, { engine, dispatcher, onStop, log }: SocketOptions): void {
  const send = (frame: SocketReply): void => {
    if (socket.writableLength <= CONNECTION_BACKLOG_BYTES) {
      socket.write(encodeLine(frame));
      return;
    }
    log.warn('local client dropped: it does not read what it is sent');
    socket.destroy();
  };
  const session = openApiConnection({ engine, dispatcher, send, end: () => socket.end() });
  const reader = createLineReader({
    limitBytes: SOCKET_FRAME_LIMIT_BYTES,
    onLine(frame) {
      const stop = stopFrameSchema.safeParse(frame);
      if (!stop.success) {
        session.receive(frame);
        return;
      }
      send({ re: stop.data.id, result: ok({}) });
      onStop();
    },
    onBad: (reason) => session.reject(reason === 'too-large' ? 'frame-too-large' : 'not-json'),
  });
  socket.on('data', (chunk) => reader.push(chunk));
  // A client that went away while it was written to; `close` follows.
  socket.on('error', (error) => log.debug('local connection failed', { error }));
  socket.on('close', () => session.close());
}

function isPipe(path: string): boolean {
  return path.startsWith('\\\\.\\pipe\\');
}
