/** One client of the engine over any socket: calls come in as frames, answers and events go out. */
import { fault } from '../../shared/faults/fault.ts';
import type { EventName } from '../../shared/ipc/api.ts';
import { channels } from '../../shared/ipc/channels.ts';
import { type SocketReply, socketCallSchema } from '../../shared/ipc/socket-frames.ts';
import { fail } from '../../shared/result.ts';
import { parseJson } from '../base/parse-json.ts';
import type { Engine } from '../engine/face.ts';
import type { Dispatcher } from '../ipc/dispatch.ts';

/** A client that reads so slowly that more than this waits for it is dropped; the largest answer is a tenth of it. */
export const SESSION_BACKLOG_BYTES = 4 * 1024 * 1024;
/** A screen has a handful of calls under way; more is a client that never waits for its answers. */
const CALLS_AT_ONCE = 64;

export interface SessionOptions {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  /** Sends one frame. Not called after {@link Session.close}. */
  send(text: string): void;
  /** Ends the connection, once what was sent is on its way. */
  end(): void;
}

export interface Session {
  /** Takes one frame. A frame that isn't a call is answered as `re: 0` with ipc.bad-request, and ends the session. */
  receive(text: string): void;
  /** Stops events and answers; to be called when the connection is gone. */
  close(): void;
}

/** Opens a session and subscribes it to all events. The frames are those of `shared/ipc/socket-frames.ts`. */
export function openSession({ engine, dispatcher, send, end }: SessionOptions): Session {
  let open = true;
  let underWay = 0;
  const reply = (frame: SocketReply): void => {
    if (open) send(JSON.stringify(frame));
  };
  const unsubscribe = channels.events.map((name: EventName) =>
    engine.on(name, (value) => reply({ event: name, value })),
  );
  const close = (): void => {
    open = false;
    for (const off of unsubscribe) off();
  };

  return {
    receive(text) {
      if (!open) return;
      const frame = socketCallSchema.safeParse(parseJson(text));
      if (!frame.success) {
        reply(refusal(0, 'not a call'));
        close();
        end();
        return;
      }
      const { id, call, input } = frame.data;
      if (underWay >= CALLS_AT_ONCE) {
        reply(refusal(id, 'too many calls at once'));
        return;
      }
      underWay += 1;
      void dispatcher.call(call, input).then((result) => {
        underWay -= 1;
        reply({ re: id, result });
      });
    },
    close,
  };
}

/** An answer to a frame that was refused before it became a call. @param id - 0 where the frame had none. */
export function refusal(id: number, detail: string): SocketReply {
  return { re: id, result: fail(fault('ipc.bad-request', { detail })) };
}
