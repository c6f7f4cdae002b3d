/** One WebSocket to a control server: challenge, hello, requests with their answers, pushes. */
import { WebSocket } from 'ws';
import {
  answerSchema,
  CONTROL_ANSWER_TIMEOUT_MS,
  CONTROL_PROTOCOL_VERSION,
  type ControlPush,
  type ControlRequest,
  pushSchema,
} from '../../../shared/control/messages.ts';
import { helloBytes } from '../../../shared/control/transcripts.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { CountMessage } from '../../base/count-message.ts';
import type { ProxySettings } from '../../base/knobs.ts';
import type { Log } from '../../base/log/log.ts';
import { parseJson } from '../../base/parse-json.ts';
import { noProxies } from '../../base/proxy.ts';
import { sign } from '../../crypto/signature.ts';
import { awaitChallenge, type Challenged } from './challenge.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A request without its id, which the connection gives. */
export type RequestBody = DistributiveOmit<ControlRequest, 'id'>;

export interface ConnectionOptions {
  readonly identity: { readonly seed: Uint8Array; readonly publicKey: string };
  /** Program and version, for the server's log. */
  readonly app: string;
  readonly log: Log;
  readonly proxies?: ProxySettings;
  readonly signal?: AbortSignal;
  readonly count?: CountMessage;
}

export interface ConnectionListener {
  onPush(push: ControlPush): void;
  /** Called once, after which nothing else is. `reason` is set when the server said why. */
  onClose(reason: Fault | null): void;
}

export class ControlConnection {
  readonly url: string;
  /** The server's address as reached, a literal: where a relay without endpoints of its own is. */
  readonly address: string;
  /** The challenge of this connection, which membership proofs sign. */
  readonly nonce: string;
  /** To which our WireGuard key is proved. */
  readonly serverKey: string;
  readonly #socket: WebSocket;
  readonly #log: Log;
  readonly #count: CountMessage;
  readonly #pending = new Map<number, (answer: Result<unknown>) => void>();
  #nextId = 1;
  #lastError: Fault | null = null;
  #listener: ConnectionListener | null = null;

  private constructor(
    { socket, address, nonce, key }: Challenged,
    url: string,
    { log, count }: Pick<ConnectionOptions, 'log' | 'count'>,
  ) {
    this.#socket = socket;
    this.url = url;
    this.address = address;
    this.nonce = nonce;
    this.serverKey = key;
    this.#log = log;
    this.#count = count ?? (() => undefined);
    socket.on('message', (data) => this.#receive(String(data)));
    socket.once('close', () => this.#closed());
  }

  /**
   * Connects, takes the challenge and says hello.
   * @fault control.unreachable - no server answers there. @fault control.timed-out - it accepts but says nothing.
   */
  static async open(url: string, options: ConnectionOptions): Promise<Result<ControlConnection>> {
    const challenged = await awaitChallenge(url, options.proxies ?? noProxies, options.signal);
    if (!challenged.ok) return challenged;
    const connection = new ControlConnection(challenged.value, url, options);
    const welcome = await connection.request({
      type: 'hello',
      version: CONTROL_PROTOCOL_VERSION,
      identity: options.identity.publicKey,
      signature: sign(options.identity.seed, helloBytes(connection.nonce)),
      app: options.app,
    });
    if (welcome.ok) return ok(connection);
    connection.close();
    return welcome;
  }

  /** Delivers pushes and the end from now on; a connection that has ended meanwhile says so at once. */
  listen(listener: ConnectionListener): void {
    this.#listener = listener;
    if (this.#socket.readyState === WebSocket.CLOSED) listener.onClose(this.#lastError);
  }

  /** Sends a request; always answers, within 10 s. A connection that leaves one unanswered is closed. */
  request(body: RequestBody): Promise<Result<unknown>> {
    if (!this.isOpen) return Promise.resolve(fail(this.gone()));
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#count(`control.${body.type}`, 'failed', 0);
        this.#settle(id, fail(fault('control.timed-out', { server: this.url })));
        this.#socket.terminate();
      }, CONTROL_ANSWER_TIMEOUT_MS);
      this.#pending.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      const text = JSON.stringify({ id, ...body });
      this.#count(`control.${body.type}`, 'sent', Buffer.byteLength(text));
      this.#socket.send(text);
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** What requests fail with once it is closed: what the server said, or that it went. */
  gone(): Fault {
    return this.#lastError ?? this.#unreachable();
  }

  close(): void {
    this.#socket.close();
    // A server that is gone never completes the closing handshake.
    setTimeout(() => this.#socket.terminate(), 1000).unref();
  }

  #receive(text: string): void {
    const value = parseJson(text);
    const answer = answerSchema.safeParse(value);
    const bytes = Buffer.byteLength(text);
    if (answer.success) {
      this.#count('control.answer', 'received', bytes);
      const { re, ...rest } = answer.data;
      this.#settle(re, rest);
      return;
    }
    const push = pushSchema.safeParse(value);
    if (!push.success) {
      this.#count('control.unknown', 'failed', bytes);
      this.#log.warn('control server sent an unknown frame');
      return;
    }
    this.#count(`control.${push.data.type}`, 'received', bytes);
    if (push.data.type === 'error') this.#lastError = push.data.fault;
    this.#listener?.onPush(push.data);
  }

  #settle(id: number, answer: Result<unknown>): void {
    const resolve = this.#pending.get(id);
    this.#pending.delete(id);
    resolve?.(answer);
  }

  #closed(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id, fail(this.gone()));
    this.#listener?.onClose(this.#lastError);
  }

  #unreachable(): Fault {
    return fault('control.unreachable', { server: this.url, reason: 'the connection was closed' });
  }
}
