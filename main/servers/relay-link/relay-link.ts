/** Keeps a stand-alone relay registered with a control server, obeys that server and tells it what the relay sees. */
import { createHmac } from 'node:crypto';
import {
  answerSchema,
  CONTROL_ANSWER_TIMEOUT_MS,
  CONTROL_PROTOCOL_VERSION,
  type ControlAnswer,
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
import type { OwnRelay } from '../control/relays/relay-registry.ts';
import { type Observation, ObservationFeed } from './observation-feed.ts';

/** A third of the silence after which the server gives a relay up. */
const REPORT_EVERY_MS = 30_000;
const REGISTER_ID = 1;

export interface RelayLinkOptions {
  /** ws:// or wss:// of the control server. */
  readonly url: string;
  readonly secret: string;
  readonly relay: RelayInfo;
  readonly sink: OwnRelay['sink'];
  readonly onObserved: OwnRelay['onObserved'];
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
  const feed = new ObservationFeed(clock);
  const stopObserving = options.onObserved((key, endpoint, via) => feed.note({ key, endpoint, via }));
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
      stopObserving();
      session.close();
    },
  };

  function open(): RelaySession {
    return new RelaySession(options, admitted, {
      onRegistered(tell) {
        attempt = 0;
        feed.attach(tell);
        log.info('relay registered with control server', { url });
      },
      onDeaf: () => feed.detach(),
      onClosed(reason) {
        feed.detach();
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
  onRegistered(tell: (observation: Observation) => void): void;
  /** The server is of an older version, which takes no observations. */
  onDeaf(): void;
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
  /** Id of the report that is not answered yet. */
  #reportId: number | null = null;
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
      this.#takeAnswer(answer.data);
      return;
    }
    // A newer server may push what this relay has no use for.
    const push = pushSchema.safeParse(value);
    if (push.success) this.#take(push.data);
  }

  #takeAnswer(answer: ControlAnswer): void {
    const isRegistration = answer.re === REGISTER_ID;
    const isReport = answer.re === this.#reportId;
    if (isReport) this.#reportId = null;
    if (answer.ok) {
      if (isRegistration) this.#completeList();
    } else if (isRegistration || isReport) {
      this.close(answer.fault.code);
    } else if (answer.fault.code === 'control.unknown-type') {
      this.#listener.onDeaf();
    }
  }

  #take(push: ControlPush): void {
    if (push.type === 'challenge') this.#register(push.nonce);
    if (push.type === 'relay.admission') this.#admit(push.party, push.keys);
    if (push.type === 'relay.hold') this.#options.sink.hold(push.a, push.b, push.ms);
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
    this.#listener.onRegistered((observation) => this.#ask({ type: 'relay.observed', ...observation }));
    this.#report();
  }

  #report(): void {
    if (this.#reportId !== null) {
      this.close('no answer');
      return;
    }
    const { clients, bytesForwarded } = this.#options.stats();
    this.#reportId = this.#ask({ type: 'relay.report', clients, bytesForwarded });
    this.#cancelTimer = this.#options.clock.after(REPORT_EVERY_MS, () => this.#report());
  }

  /** @returns the id by which the answer is known. */
  #ask(request: WithoutId<ControlRequest>): number {
    const id = this.#nextId++;
    this.#socket.send(JSON.stringify({ id, ...request }));
    return id;
  }
}

type WithoutId<R> = R extends { id: number } ? Omit<R, 'id'> : never;
