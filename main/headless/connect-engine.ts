/** The client of the local face: what the CLI and the tests hold of a running engine. */
import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { fault } from '../../shared/faults/fault.ts';
import type { EventName, LanrageApi } from '../../shared/ipc/api.ts';
import { channels } from '../../shared/ipc/channels.ts';
import { resultSchema } from '../../shared/ipc/socket-frames.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { createLineReader, encodeLine } from '../base/json-lines.ts';
import { SESSION_BACKLOG_BYTES } from '../ipc/session.ts';
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
  let lastId = 0;
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  const listeners = new Map<EventName, Set<(value: never) => void>>();

  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      for (const answer of waiting.values()) answer(gone);
      waiting.clear();
      resolve();
    });
  });
  // `close` follows and answers whoever waits.
  socket.on('error', () => socket.destroy());
  const reader = createLineReader({
    limitBytes: SESSION_BACKLOG_BYTES,
    onLine(line) {
      const reply = replySchema.safeParse(line);
      if (!reply.success) {
        socket.destroy();
      } else if ('re' in reply.data) {
        waiting.get(reply.data.re)?.(reply.data.result as Result<unknown>);
        waiting.delete(reply.data.re);
      } else {
        const { event, value } = reply.data;
        for (const listener of listeners.get(event as EventName) ?? []) listener(value as never);
      }
    },
    onBad: () => socket.destroy(),
  });
  socket.on('data', (chunk) => reader.push(chunk));

  const ask = (question: object): Promise<Result<unknown>> =>
    new Promise((resolve) => {
      if (!socket.writable) {
        resolve(gone);
        return;
      }
      lastId += 1;
      waiting.set(lastId, resolve);
      socket.write(encodeLine({ id: lastId, ...question }));
    });

  const on = (name: EventName, listener: (value: never) => void): (() => void) => {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => set.delete(listener);
  };
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
