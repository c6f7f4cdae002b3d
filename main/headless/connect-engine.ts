/** The client of the local socket: what the CLI and the tests hold of a running engine. */
import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { fault } from '../../shared/faults/fault.ts';
import type { EventName, EventValues, LanrageApi } from '../../shared/ipc/api.ts';
import { channels } from '../../shared/ipc/channels.ts';
import { resultSchema } from '../../shared/ipc/socket-frames.ts';
import { NamedListeners } from '../../shared/listeners.ts';
import { PendingRequests } from '../../shared/pending-requests.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { createLineReader, encodeLine } from '../base/json-lines.ts';
import { CONNECTION_BACKLOG_BYTES } from '../ipc/api-connection.ts';
import { socketPathOf } from '../ipc/socket-path.ts';

export interface EngineConnection {
  /** Never rejects; once the connection is gone, every call answers engine.not-running. */
  readonly api: LanrageApi;
  /** Stops the engine. Resolves when it is gone: tunnel down, instance lock free. */
  stop(): Promise<Result<void>>;
  /** Resolves when the connection ended, from either side. */
  readonly closed: Promise<void>;
  close(): void;
}

const replySchema = z.union([
  z.object({ re: z.int(), result: resultSchema }),
  z.object({ event: z.string(), value: z.unknown() }),
]);

/**
 * Connects to the engine of a data directory.
 * @fault engine.not-running - nobody listens there. @fault engine.unauthorised - it belongs to another user.
 */
export async function connectEngine(
  dataDir: string,
): Promise<Result<EngineConnection, 'engine.not-running' | 'engine.unauthorised'>> {
  const notRunning = fail(fault('engine.not-running', { dataDir: resolve(dataDir) }));
  const socket = await open(socketPathOf(dataDir));
  if (!(socket instanceof Error)) return ok(talk(socket, notRunning));
  if (socket.code === 'EACCES' || socket.code === 'EPERM') return fail(fault('engine.unauthorised', {}));
  return notRunning;
}

function open(path: string): Promise<Socket | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', resolve);
    socket.once('connect', () => {
      socket.off('error', resolve);
      resolve(socket);
    });
  });
}

function talk(socket: Socket, gone: Result<never>): EngineConnection {
  const requests = new PendingRequests<Result<unknown>>();
  const listeners = new NamedListeners<EventValues>();

  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      requests.end(() => gone);
      resolve();
    });
  });
  // `close` follows and answers whoever waits.
  socket.on('error', () => socket.destroy());
  const reader = createLineReader({
    limitBytes: CONNECTION_BACKLOG_BYTES,
    onLine(line) {
      const reply = replySchema.safeParse(line);
      if (!reply.success) {
        socket.destroy();
      } else if ('re' in reply.data) {
        requests.answer(reply.data.re, reply.data.result as Result<unknown>);
      } else {
        const { event, value } = reply.data;
        listeners.tell(event as EventName, value as never);
      }
    },
    onBad: () => socket.destroy(),
  });
  socket.on('data', (chunk) => reader.push(chunk));

  const ask = async (question: object): Promise<Result<unknown>> =>
    socket.writable ? requests.ask((id) => socket.write(encodeLine({ id, ...question }))) : gone;

  const on: LanrageApi['on'] = (name, listener) => listeners.on(name, listener);
  const methods = channels.calls.map((call) => [call, (input: unknown) => ask({ call, input })]);

  return {
    // Names come from the contract, and the dispatcher at the other end has parsed each output by it.
    api: { ...Object.fromEntries(methods), on } as LanrageApi,
    async stop() {
      const answer = await ask({ stop: true });
      if (!answer.ok) return answer;
      await closed;
      return ok(undefined);
    },
    closed,
    close: () => socket.end(),
  };
}
