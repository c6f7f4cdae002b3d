/** One connection to a control server: its challenge, requests with their answers, pushes. For peers and relays alike. */
import {
  answerSchema,
  CONTROL_ANSWER_TIMEOUT_MS,
  type ControlPush,
  type ControlRequest,
  pushSchema,
} from '../../shared/control/messages.ts';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { Because } from '../../shared/faults/fault-reasons.ts';
import { PendingRequests } from '../../shared/pending-requests.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';
import type { CountMessage } from '../base/count-message.ts';
import type { Log } from '../base/log/log.ts';
import { parseJson } from '../base/parse-json.ts';
import { within } from '../base/time.ts';
import type { ControlSocket, OpenControlSocket } from './control-socket.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A request without its id, which the connection gives. */
export type RequestBody = DistributiveOmit<ControlRequest, 'id'>;

export interface ConnectionOptions {
  readonly open: OpenControlSocket;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal;
  readonly count?: CountMessage;
}

export interface ConnectionListener {
  onPush(push: ControlPush): void;
  /** Called once, after which nothing else is. `reason` is set when the server said why. */
  onClose(reason: Fault | null): void;
}

type Challenge = Extract<ControlPush, { type: 'challenge' }>;

/** Long enough for a slow mobile network, short enough to try the next address. */
const CHALLENGE_WITHIN_MS = 5000;

export class ControlConnection {
  readonly url: string;
  /** The challenge of this connection, which proofs sign. */
  readonly nonce: string;
  /** X25519, base64url: WireGuard keys are proved to it. */
  readonly serverKey: string;
  readonly #socket: ControlSocket;
  readonly #options: ConnectionOptions;
  readonly #requests = new PendingRequests<Result<unknown>>();
  #lastError: Fault | null = null;
  #listener: ConnectionListener | null = null;
  #isClosed = false;

  private constructor(
    url: string,
    socket: ControlSocket,
    { nonce, key }: Challenge,
    options: ConnectionOptions,
  ) {
    this.url = url;
    this.nonce = nonce;
    this.serverKey = key;
    this.#socket = socket;
    this.#options = options;
    socket.onMessage((text) => this.#receive(text));
    socket.onClose(() => this.#closed());
  }

  /**
   * Connects, and waits for the challenge.
   * @fault control.unreachable - no LANrage server answers there. @fault control.timed-out - it says nothing in 5 s.
   */
  static async open(url: string, options: ConnectionOptions): Promise<Result<ControlConnection>> {
    const { open, clock, signal } = options;
    const ending = new AbortController();
    const abort = (): void => ending.abort();
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    const opening = open(url, ending.signal).then((opened) =>
      opened.ok ? ControlConnection.#meet(url, opened.value, ending.signal, options) : opened,
    );
    const timedOut = (): Result<ControlConnection> => {
      abort();
      return fail(fault('control.timed-out', { server: url }));
    };
    return within(clock, CHALLENGE_WITHIN_MS, opening, timedOut).finally(() =>
      signal?.removeEventListener('abort', abort),
    );
  }

  /** Waits for what a server says first, and lets go of one that says anything but a challenge. */
  static #meet(
    url: string,
    socket: ControlSocket,
    signal: AbortSignal,
    options: ConnectionOptions,
  ): Promise<Result<ControlConnection>> {
    const { promise, resolve } = Promise.withResolvers<Result<ControlConnection>>();
    const give = (found: Fault): void => {
      socket.terminate();
      resolve(fail(found));
    };
    const unreachable = (why: Because<'control.unreachable'>): void =>
      give(fault('control.unreachable', { server: url, ...why }));
    const abort = (): void => unreachable({ reason: 'not-wanted' });
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    socket.onClose((why) => unreachable(why ?? { reason: 'closed' }));
    socket.onMessage((text) => {
      const push = pushSchema.safeParse(parseJson(text));
      if (push.success && push.data.type === 'challenge') {
        resolve(ok(new ControlConnection(url, socket, push.data, options)));
      } else if (push.success && push.data.type === 'error') give(push.data.fault);
      else unreachable({ reason: 'not-lanrage' });
    });
    return promise.finally(() => signal.removeEventListener('abort', abort));
  }

  /** The server's address as reached, a literal: where a relay without endpoints of its own is; empty: unknown. */
  get address(): string {
    return this.#socket.address;
  }

  /** Delivers pushes and the end from now on; a connection that has ended meanwhile says so at once. */
  listen(listener: ConnectionListener): void {
    this.#listener = listener;
    if (this.#isClosed) listener.onClose(this.#lastError);
  }

  /** Sends a request; always answers, within 10 s. A connection that leaves one unanswered is closed. */
  request(body: RequestBody): Promise<Result<unknown>> {
    if (!this.isOpen) return Promise.resolve(fail(this.gone()));
    const name = `control.${body.type}`;
    const send = (id: number): void => {
      const text = JSON.stringify({ id, ...body });
      this.#count(name, 'sent', Buffer.byteLength(text));
      this.#socket.send(text);
    };
    const late = (): Result<unknown> => {
      this.#count(name, 'failed', 0);
      this.#socket.terminate();
      return fail(fault('control.timed-out', { server: this.url }));
    };
    return this.#requests.ask(send, { clock: this.#options.clock, ms: CONTROL_ANSWER_TIMEOUT_MS, late });
  }

  get isOpen(): boolean {
    return !this.#isClosed && this.#socket.isOpen;
  }

  /** What requests fail with once it is closed: what the server said, or that it went. */
  gone(): Fault {
    return this.#lastError ?? fault('control.unreachable', { server: this.url, reason: 'closed' });
  }

  close(): void {
    this.#socket.close();
  }

  #count: CountMessage = (...message) => this.#options.count?.(...message);

  #receive(text: string): void {
    const value = parseJson(text);
    const answer = answerSchema.safeParse(value);
    const bytes = Buffer.byteLength(text);
    if (answer.success) {
      this.#count('control.answer', 'received', bytes);
      const { re, ...rest } = answer.data;
      this.#requests.answer(re, rest);
      return;
    }
    const push = pushSchema.safeParse(value);
    if (!push.success) {
      this.#count('control.unknown', 'failed', bytes);
      this.#options.log.warn('control server sent an unknown frame');
      return;
    }
    this.#count(`control.${push.data.type}`, 'received', bytes);
    if (push.data.type === 'error') this.#lastError = push.data.fault;
    this.#listener?.onPush(push.data);
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#requests.end(() => fail(this.gone()));
    this.#listener?.onClose(this.#lastError);
  }
}
