/** One client of the engine over any socket: calls come in as frames, answers and events go out. */
import { fault } from '../../shared/faults/fault.ts';
import type { EventName } from '../../shared/ipc/api.ts';
import { channels } from '../../shared/ipc/channels.ts';
import { type SocketReply, socketCallSchema } from '../../shared/ipc/socket-frames.ts';
import { fail } from '../../shared/result.ts';
import type { Engine } from '../engine/engine-contract.ts';
import type { Dispatcher } from './dispatch.ts';

/**
 * A client that reads so slowly that more than this waits for it is dropped. The largest answer, an export of history
 * with its quotes escaped, takes half of it.
 */
export const CONNECTION_BACKLOG_BYTES = 24 * 1024 * 1024;
/** A screen has a handful of calls under way; more is a client that never waits for its answers. */
const CALLS_AT_ONCE = 64;

type FrameReason = 'not-json' | 'frame-too-large' | 'not-a-call' | 'too-many-calls';

export interface ApiConnectionOptions {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  /** Sends one frame. Not called after {@link ApiConnection.close}. */
  send(frame: SocketReply): void;
  /** Ends the connection, once what was sent is on its way. */
  end(): void;
}

export interface ApiConnection {
  /** Takes one decoded frame. One that isn't a call is rejected. */
  receive(frame: unknown): void;
  /** Answers ipc.bad-request as `re: 0` to what isn't a frame at all, and ends the connection. */
  reject(reason: FrameReason): void;
  /** Stops events and answers; to be called when the connection is gone. */
  close(): void;
}

/** Opens a session and subscribes it to all events. The frames are those of `shared/ipc/socket-frames.ts`. */
export function openApiConnection({ engine, dispatcher, send, end }: ApiConnectionOptions): ApiConnection {
  let open = true;
  let underWay = 0;
  const reply = (frame: SocketReply): void => {
    if (open) send(frame);
  };
  const unsubscribe = channels.events.map((name: EventName) =>
    engine.on(name, (value) => reply({ event: name, value })),
  );
  const close = (): void => {
    open = false;
    for (const off of unsubscribe) off();
  };
  const reject = (reason: FrameReason): void => {
    if (!open) return;
    reply(refusal(0, reason));
    close();
    end();
  };

  return {
    receive(frame) {
      if (!open) return;
      const parsed = socketCallSchema.safeParse(frame);
      if (!parsed.success) {
        reject('not-a-call');
        return;
      }
      const { id, call, input } = parsed.data;
      if (underWay >= CALLS_AT_ONCE) {
        reply(refusal(id, 'too-many-calls'));
        return;
      }
      underWay += 1;
      void dispatcher.call(call, input).then((result) => {
        underWay -= 1;
        reply({ re: id, result });
      });
    },
    reject,
    close,
  };
}

/** @param id - 0 where the frame had none. */
function refusal(id: number, reason: FrameReason): SocketReply {
  return { re: id, result: fail(fault('ipc.bad-request', { at: '', reason })) };
}
