/** The engine's end of the helper's socket. */
import { connect, type Socket } from 'node:net';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import {
  HELPER_FRAME_LIMIT_BYTES,
  HELPER_PROTOCOL_VERSION,
  type HelperArgs,
  type HelperValue,
  type HelperVerb,
  helperAnswerSchema,
  helperVerbs,
  helperWelcomeSchema,
} from '../../../shared/helper/verbs.ts';
import { Listeners } from '../../../shared/listeners.ts';
import { PendingRequests } from '../../../shared/pending-requests.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { type Clock, systemClock } from '../../base/clock.ts';
import { createLineReader, encodeLine } from '../../base/json-lines.ts';

/** As long as the slowest command that a verb may run. */
const ANSWER_TIMEOUT_MS = 30_000;
const WELCOME_TIMEOUT_MS = 5_000;
/** A status of 128 peers is longer than any frame to the helper. */
const ANSWER_LIMIT_BYTES = 4 * HELPER_FRAME_LIMIT_BYTES;

/** A connected helper. Calls at the same time are answered in the order in which they were made. */
export interface HelperClient {
  /** Never rejects. @fault helper.unreachable - it went away or doesn't answer. */
  call<V extends HelperVerb>(verb: V, args: HelperArgs<V>): Promise<Result<HelperValue<V>>>;
  /** What it held when the connection was made: `interface.up` with the same key adopts one. */
  readonly interfaces: readonly string[];
  /** Calls back once when the connection ends, by whatever end. */
  onClose(listener: () => void): () => void;
  /** Leaves the tunnel up: the helper waits for another client, 30 s long. */
  close(): void;
}

/**
 * Connects and proves to be the helper's owner by the token. The caller has made sure whose socket it is.
 * @fault helper.unreachable - nobody listens. @fault helper.refused @fault helper.version-mismatch
 */
export async function connectHelper(
  path: string,
  token: string,
  clock: Clock = systemClock,
): Promise<Result<HelperClient>> {
  const socket = connect(path);
  // The token goes out without a number, and its answer has the number 0.
  const requests = new PendingRequests<Result<unknown>>(0);
  const closing = new Listeners<void>();
  let closed = false;

  const reader = createLineReader({
    limitBytes: ANSWER_LIMIT_BYTES,
    onLine: receive,
    onBad: () => hangUp({ reason: 'bad-frames' }),
  });
  let because: Because<'helper.unreachable'> = { reason: 'connection-ended' };
  socket.on('data', (chunk) => reader.push(chunk));
  socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    because = { reason: 'errno', errno: code };
  });
  socket.on('close', () => {
    closed = true;
    requests.end(() => fail(unreachable(because)));
    closing.tell();
  });

  function hangUp(why: typeof because): void {
    because = why;
    socket.destroy();
  }

  function receive(frame: unknown): void {
    const answer = helperAnswerSchema.safeParse(frame);
    if (!answer.success) {
      hangUp({ reason: 'bad-frames' });
      return;
    }
    const { data } = answer;
    requests.answer(data.re, data.ok ? ok(data.value) : fail(data.fault));
  }

  async function ask(makeFrame: (id: number) => object, ms: number): Promise<Result<unknown>> {
    if (closed) return fail(unreachable(because));
    const late = (): Result<unknown> => fail(unreachable({ reason: 'no-answer-within', ms }));
    return requests.ask((id) => socket.write(encodeLine(makeFrame(id))), { clock, ms, late });
  }

  const welcomed = await ask(() => ({ version: HELPER_PROTOCOL_VERSION, token }), WELCOME_TIMEOUT_MS);
  const welcome = welcomed.ok ? helperWelcomeSchema.safeParse(welcomed.value) : undefined;
  if (!welcomed.ok || !welcome?.success) {
    socket.destroy();
    return welcomed.ok ? fail(unreachable({ reason: 'bad-answer', verb: 'hello' })) : welcomed;
  }

  return ok({
    interfaces: welcome.data.interfaces,
    async call<V extends HelperVerb>(verb: V, args: HelperArgs<V>): Promise<Result<HelperValue<V>>> {
      const answer = await ask((id) => ({ id, verb, args }), ANSWER_TIMEOUT_MS);
      if (!answer.ok) return answer;
      const value = helperVerbs[verb].value.safeParse(answer.value);
      // TypeScript cannot follow the verb through the table.
      return value.success
        ? ok(value.data as HelperValue<V>)
        : fail(unreachable({ reason: 'bad-answer', verb }));
    },
    onClose: (listener) => closing.add(listener),
    close: () => destroySoon(socket),
  });
}

function unreachable(because: Because<'helper.unreachable'>): Fault<'helper.unreachable'> {
  return fault('helper.unreachable', because);
}

/** What was asked still goes out. */
function destroySoon(socket: Socket): void {
  socket.destroySoon();
}
