/** One connection: the hello, then requests, each answered once and in order. */
import type { Socket } from 'node:net';
import type { z } from 'zod';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import {
  HELPER_FRAME_LIMIT_BYTES,
  HELPER_PROTOCOL_VERSION,
  helperHelloSchema,
  type helperWelcomeSchema,
} from '../../shared/helper/verbs.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';
import { createLineReader, encodeLine } from '../base/json-lines.ts';
import { dispatch, type VerbRunners } from './dispatch.ts';
import { rejected } from './policy.ts';

const HELLO_TIMEOUT_MS = 5_000;
/** Frames that may wait for their answer before the connection isn't read any further. */
const QUEUE_LIMIT = 32;
const UNREAD_LIMIT_BYTES = 1024 * 1024;

export interface HelperConnectionOptions {
  readonly clock: Clock;
  readonly runners: VerbRunners;
  isToken(token: string): boolean;
  welcome(): z.infer<typeof helperWelcomeSchema>;
  /** Once, after the welcome was sent. */
  onAuthenticated(): void;
  onClose(): void;
}

export interface HelperConnection {
  close(): void;
}

type Frame = { readonly value: unknown } | { readonly bad: 'not-json' | 'too-large' };

export function openHelperConnection(socket: Socket, options: HelperConnectionOptions): HelperConnection {
  const { clock, runners } = options;
  let isAuthenticated = false;
  let isClosing = false;
  let lastId = 0;
  let waiting = 0;
  let tail = Promise.resolve();

  const cancelHello = clock.after(HELLO_TIMEOUT_MS, () => end(fail(fault('helper.refused', {}))));
  const reader = createLineReader({
    limitBytes: HELPER_FRAME_LIMIT_BYTES,
    onLine: (value) => enqueue({ value }),
    onBad: (bad) => enqueue({ bad }),
  });
  socket.on('data', (chunk) => reader.push(chunk));
  // The other end went away; 'close' follows.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isClosing = true;
    cancelHello();
    options.onClose();
  });

  function enqueue(frame: Frame): void {
    waiting += 1;
    if (waiting > QUEUE_LIMIT) socket.pause();
    tail = tail.then(async () => {
      if (!isClosing) await handle(frame);
      waiting -= 1;
      if (waiting <= QUEUE_LIMIT) socket.resume();
    });
  }

  async function handle(frame: Frame): Promise<void> {
    if (!isAuthenticated) {
      hello(frame);
      return;
    }
    if ('bad' in frame) {
      onBad(frame.bad);
      return;
    }
    const { re, result } = await dispatch(frame.value, lastId, runners);
    if (re > 0) lastId = re;
    answer(re, result);
  }

  function hello(frame: Frame): void {
    const refusal = refuse('value' in frame ? frame.value : undefined);
    if (refusal !== null) {
      end(fail(refusal));
      return;
    }
    cancelHello();
    isAuthenticated = true;
    answer(0, ok(options.welcome()));
    options.onAuthenticated();
  }

  function refuse(value: unknown): Fault | null {
    // First by itself: the rest of another version's hello may look different.
    const found = helperHelloSchema.pick({ version: true }).safeParse(value).data?.version;
    if (found !== undefined && found !== HELPER_PROTOCOL_VERSION) {
      return fault('helper.version-mismatch', { expected: HELPER_PROTOCOL_VERSION, found });
    }
    const hello = helperHelloSchema.safeParse(value);
    return hello.success && options.isToken(hello.data.token) ? null : fault('helper.refused', {});
  }

  function onBad(bad: 'not-json' | 'too-large'): void {
    const result = fail(rejected('', { reason: bad === 'not-json' ? 'not-json' : 'frame-too-large' }));
    if (bad === 'too-large') end(result);
    else answer(0, result);
  }

  function answer(re: number, result: Result<unknown>): void {
    if (!socket.writable) return;
    socket.write(encodeLine(result.ok ? { re, ok: true, value: result.value } : { re, ...result }));
    // A client that asks and never reads.
    if (socket.writableLength > UNREAD_LIMIT_BYTES) socket.destroy();
  }

  function end(result: Result<unknown>): void {
    answer(0, result);
    close();
  }

  function close(): void {
    isClosing = true;
    socket.destroySoon();
  }

  return { close };
}
