/** Keeps a stand-alone relay registered with a control server, obeys that server and tells it what the relay sees. */
import { createHmac } from 'node:crypto';
import {
  CONTROL_PROTOCOL_VERSION,
  type ControlPush,
  type RelayInfo,
} from '../../../shared/control/messages.ts';
import { relayProofBytes } from '../../../shared/control/transcripts.ts';
import { CONTROL_BACKOFF, fullJitter } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { every } from '../../base/time.ts';
import { ControlConnection } from '../../control-client/control-connection.ts';
import type { OpenControlSocket } from '../../control-client/control-socket.ts';
import { toBase64url } from '../../crypto/encoding.ts';
import type { OwnRelay } from '../control/relays/relay-registry.ts';
import { ObservationFeed } from './observation-feed.ts';

/** A third of the silence after which the server gives a relay up. */
const REPORT_EVERY_MS = 30_000;

export interface RelayLinkOptions {
  /** ws:// or wss:// of the control server. */
  readonly url: string;
  readonly secret: string;
  readonly relay: RelayInfo;
  readonly sink: OwnRelay['sink'];
  readonly onObserved: OwnRelay['onObserved'];
  readonly stats: () => { readonly clients: number; readonly bytesForwarded: number };
  readonly open: OpenControlSocket;
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
  const link = new RunningLink(options);
  void link.connect();
  return link;
}

class RunningLink implements RelayLink {
  readonly #options: RelayLinkOptions;
  readonly #feed: ObservationFeed;
  readonly #stopObserving: () => void;
  readonly #ending = new AbortController();
  /** Parties that the relay serves. */
  readonly #admitted = new Set<string>();
  /** Those of them that the present connection has told of. */
  readonly #listed = new Set<string>();
  #connection: ControlConnection | null = null;
  #isRegistered = false;
  #attempt = 0;
  #stopReporting = (): void => undefined;
  #cancelRetry = (): void => undefined;

  constructor(options: RelayLinkOptions) {
    this.#options = options;
    this.#feed = new ObservationFeed(options.clock);
    this.#stopObserving = options.onObserved((key, endpoint, via) => this.#feed.note({ key, endpoint, via }));
  }

  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  close(): void {
    this.#ending.abort();
    this.#cancelRetry();
    this.#stopObserving();
    this.#lose();
  }

  async connect(): Promise<void> {
    const { url } = this.#options;
    const { signal } = this.#ending;
    const opened = await ControlConnection.open(url, { ...this.#options, signal });
    if (!opened.ok) this.#retry(opened.fault.code);
    else if (signal.aborted) opened.value.close();
    else await this.#register(opened.value);
  }

  async #register(connection: ControlConnection): Promise<void> {
    const { relay, secret, url, log } = this.#options;
    this.#connection = connection;
    this.#listed.clear();
    let refusal: string | null = null;
    connection.listen({
      onPush: (push) => this.#obey(push),
      onClose: (reason) => this.#retry(refusal ?? reason?.code ?? 'connection lost'),
    });
    const bytes = relayProofBytes(connection.nonce, relay.id, relay.publicKey);
    const proof = toBase64url(createHmac('sha256', secret).update(bytes).digest());
    const version = CONTROL_PROTOCOL_VERSION;
    const answer = await connection.request({ type: 'relay.register', version, relay, proof });
    if (!answer.ok) {
      refusal = answer.fault.code;
      connection.close();
    } else if (this.#connection === connection) {
      // The answer ends the list: what is not in it ended while the connection was down.
      for (const party of this.#admitted) if (!this.#listed.has(party)) this.#admit(party, []);
      this.#isRegistered = true;
      this.#attempt = 0;
      this.#feed.attach((observation) => void this.#tell(connection, observation));
      log.info('relay registered with control server', { url });
      this.#keepReporting(connection);
    }
  }

  #keepReporting(connection: ControlConnection): void {
    const report = async (): Promise<void> => {
      const answer = await connection.request({ type: 'relay.report', ...this.#options.stats() });
      if (!answer.ok) connection.close();
    };
    void report();
    this.#stopReporting = every(this.#options.clock, REPORT_EVERY_MS, () => void report());
  }

  /** A server of an older version takes no observations. */
  async #tell(
    connection: ControlConnection,
    observation: Parameters<ObservationFeed['note']>[0],
  ): Promise<void> {
    const answer = await connection.request({ type: 'relay.observed', ...observation });
    if (!answer.ok && answer.fault.code === 'control.unknown-type') this.#feed.detach();
  }

  #obey(push: ControlPush): void {
    if (push.type === 'relay.admission') this.#admit(push.party, push.keys);
    if (push.type === 'relay.hold') this.#options.sink.hold(push.a, push.b, push.ms);
  }

  #admit(party: string, keys: readonly string[]): void {
    this.#listed.add(party);
    if (keys.length > 0) this.#admitted.add(party);
    else this.#admitted.delete(party);
    this.#options.sink.admit(party, keys);
  }

  #lose(): void {
    this.#stopReporting();
    this.#feed.detach();
    this.#connection?.close();
    this.#connection = null;
    this.#isRegistered = false;
  }

  #retry(reason: string): void {
    this.#lose();
    if (this.#ending.signal.aborted) return;
    const { url, clock, log, random = Math.random } = this.#options;
    const delayMs = fullJitter(this.#attempt, random(), CONTROL_BACKOFF);
    this.#attempt += 1;
    log.warn('control server lost', { url, reason, delayMs });
    this.#cancelRetry = clock.after(delayMs, () => void this.connect());
  }
}
