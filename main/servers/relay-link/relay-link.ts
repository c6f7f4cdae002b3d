/** Keeps a stand-alone relay registered with a control server and applies what that server admits. */
import { createHmac } from 'node:crypto';
import {
  answerSchema,
  CONTROL_ANSWER_TIMEOUT_MS,
  CONTROL_PROTOCOL_VERSION,
  type ControlPush,
  type ControlRequest,
  pushSchema,
  type RelayInfo,
} from '../../../shared/control/messages.ts';
import { relayProofBytes } from '../../../shared/control/transcripts.ts';
import { CONTROL_BACKOFF, fullJitter } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { parseJson } from '../../base/parse-json.ts';
import { toBase64url } from '../../crypto/encoding.ts';
import type { AdmissionSink } from '../control/relays/relay-registry.ts';

/** A third of the silence after which the server gives a relay up. */
const REPORT_EVERY_MS = 30_000;
const REGISTER_ID = 1;

export interface RelayLinkOptions {
  /** ws:// or wss:// of the control server. */
  readonly url: string;
  readonly secret: string;
  readonly relay: RelayInfo;
  readonly sink: AdmissionSink;
  readonly stats: () => { readonly clients: number; readonly bytesForwarded: number };
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ random < 1, for the backoff. */
  readonly random?: () => number;
}

export interface RelayLink {
  readonly isRegistered: boolean;
  close(): void;
}

/**
 * Connects until it is closed. While the connection is down the relay goes on serving whom it was told; when it is
 * back, the server's list replaces what it was told before.
 */
export function startRelayLink(options: RelayLinkOptions): RelayLink {
  const { url, clock, log, random = Math.random } = options;
  const admitted = new Set<string>();
  let attempt = 0;
  let session = open();
  let cancelRetry = (): void => undefined;
  let closed = false;

  return {
    get isRegistered() {
      return session.isRegistered;
    },
    close() {
      closed = true;
      cancelRetry();
      session.close();
    },
  };

  function open(): RelaySession {
    return new RelaySession(options, admitted, {
      onRegistered() {
        attempt = 0;
        log.info('relay registered with control server', { url });
      },
      onClosed(reason) {
        if (closed) return;
        const delayMs = fullJitter(attempt, random(), CONTROL_BACKOFF);
        attempt += 1;
        log.warn('control server lost', { url, reason, delayMs });
        cancelRetry = clock.after(delayMs, () => {
          session = open();
        });
      },
    });
  }
}

interface SessionListener {
  onRegistered(): void;
  /** Called once. */
  onClosed(reason: string): void;
}

/** One connection to the control server. */
class RelaySession {
  isRegistered = false;
  readonly #options: RelayLinkOptions;
  readonly #admitted: Set<string>;
  /** Parties that this connection has told so far. */
  readonly #listed = new Set<string>();
  readonly #listener: SessionListener;
  readonly #socket: WebSocket;
  #nextId = REGISTER_ID;
  #unanswered = 0;
  #reason = 'connection failed';
  #ended = false;
  #cancelTimer: () => void;

  constructor(options: RelayLinkOptions, admitted: Set<string>, listener: SessionListener) {
    this.#options = options;
    this.#admitted = admitted;
    this.#listener = listener;
    this.#socket = new WebSocket(options.url);
    this.#socket.onmessage = ({ data }) => this.#hear(String(data));
    this.#socket.onclose = () => this.#end();
    this.#socket.onerror = () => this.#end();
    this.#cancelTimer = options.clock.after(CONTROL_ANSWER_TIMEOUT_MS, () => this.close('no answer'));
  }

  close(reason = 'closed'): void {
    this.#reason = reason;
    this.#socket.close();
    // A dead connection would take its time to agree.
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.isRegistered = false;
    this.#cancelTimer();
    this.#listener.onClosed(this.#reason);
  }

  #hear(text: string): void {
    if (this.#ended) return;
    const value = parseJson(text);
    const answer = answerSchema.safeParse(value);
    if (answer.success) {
      this.#unanswered = 0;
      if (!answer.data.ok) this.close(answer.data.fault.code);
      else if (answer.data.re === REGISTER_ID) this.#completeList();
      return;
    }
    // A newer server may push what this relay has no use for.
    const push = pushSchema.safeParse(value);
    if (push.success) this.#take(push.data);
  }

  #take(push: ControlPush): void {
    if (push.type === 'challenge') this.#register(push.nonce);
    if (push.type === 'relay.admission') this.#admit(push.party, push.keys);
    if (push.type === 'error') this.#reason = push.fault.code;
  }

  #register(nonce: string): void {
    const { relay, secret } = this.#options;
    const bytes = relayProofBytes(nonce, relay.id, relay.publicKey);
    const proof = toBase64url(createHmac('sha256', secret).update(bytes).digest());
    this.#ask({ type: 'relay.register', version: CONTROL_PROTOCOL_VERSION, relay, proof });
  }

  #admit(party: string, keys: readonly string[]): void {
    this.#listed.add(party);
    if (keys.length > 0) this.#admitted.add(party);
    else this.#admitted.delete(party);
    this.#options.sink.admit(party, keys);
  }

  /** The answer to the registration ends the list: what is not in it ended while the connection was down. */
  #completeList(): void {
    for (const party of this.#admitted) if (!this.#listed.has(party)) this.#admit(party, []);
    this.isRegistered = true;
    this.#cancelTimer();
    this.#listener.onRegistered();
    this.#report();
  }

  #report(): void {
    if (this.#unanswered > 0) {
      this.close('no answer');
      return;
    }
    const { clients, bytesForwarded } = this.#options.stats();
    this.#ask({ type: 'relay.report', clients, bytesForwarded });
    this.#cancelTimer = this.#options.clock.after(REPORT_EVERY_MS, () => this.#report());
  }

  #ask(request: WithoutId<ControlRequest>): void {
    this.#unanswered += 1;
    this.#socket.send(JSON.stringify({ id: this.#nextId++, ...request }));
  }
}

type WithoutId<R> = R extends { id: number } ? Omit<R, 'id'> : never;
