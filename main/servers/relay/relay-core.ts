/**
 * The relay without its sockets: a datagram goes in, at most one goes out.
 *
 *   initiation, mac1 under the relay's key     → the relay's own response: registration
 *   initiation, mac1 under a fellow's key      → forwarded; teaches sender index → sender, for that fellow
 *   response, cookie reply, transport data     → forwarded by (sender, receiver index); a response teaches as well
 *   transport data for an index of the relay   → proves, and moves, the registered address
 *   binding request                            → the source as the relay sees it
 *
 * Everything else is dropped in silence. The words are those of the WireGuard paper, §5.4.
 */
import { timingSafeEqual } from 'node:crypto';
import {
  COOKIE_REPLY,
  initiationField as field,
  fieldOf,
  INITIATION,
  messageType,
  RESPONSE,
  receiverIndex,
  senderIndex,
  TRANSPORT_DATA,
  transportCounter,
} from '../../../shared/wireguard/messages.ts';
import { Admission } from './admission.ts';
import type { Client, Route, Session, Source } from './client.ts';
import { Clients, sameSource } from './clients.ts';
import { GreatestTimestamps } from './greatest-timestamps.ts';
import { IndexRoutes } from './index-routes.ts';
import { LoadDetector, RateLimit, subscriberOf } from './load.ts';
import { CookieJar } from './noise/cookie-jar.ts';
import { type KeyPair, keyPairOf } from './noise/key-agreement.ts';
import { mac, mac1KeyOf, open } from './noise/primitives.ts';
import { openInitiation, respond } from './noise/responder.ts';
import type { RelayLimits } from './relay-limits.ts';
import { RelayCounters, type RelayStats } from './relay-stats.ts';
import { Sessions } from './sessions.ts';
import { answerStun } from './stun-answer.ts';

export interface Outgoing {
  readonly datagram: Uint8Array;
  readonly to: Source;
}

const NOTHING = new Uint8Array(0);
const TRANSPORT_HEADER_BYTES = 16;

export class RelayCore {
  readonly #keys: KeyPair;
  readonly #mac1Key: Uint8Array;
  readonly #random: (length: number) => Uint8Array;
  readonly #admission = new Admission();
  readonly #clients = new Clients();
  readonly #sessions = new Sessions();
  readonly #routes: IndexRoutes;
  readonly #timestamps: GreatestTimestamps;
  readonly #cookies: CookieJar;
  readonly #load: LoadDetector;
  readonly #perAddress: RateLimit;
  readonly #perClient: RateLimit;
  readonly #bareStun: RateLimit;
  readonly #counters = new RelayCounters();

  /** @param options.privateKey - 32 bytes. */
  constructor(options: {
    privateKey: Uint8Array;
    random: (length: number) => Uint8Array;
    limits: RelayLimits;
  }) {
    const { limits, random } = options;
    this.#keys = keyPairOf(options.privateKey);
    this.#mac1Key = mac1KeyOf(this.#keys.publicKey);
    this.#random = random;
    this.#routes = new IndexRoutes(limits);
    this.#timestamps = new GreatestTimestamps(limits.timestamps);
    this.#cookies = new CookieJar(this.#keys.publicKey, random);
    this.#load = new LoadDetector(limits.handshakesPerSecond);
    this.#perAddress = new RateLimit(limits.handshakesPerAddress);
    this.#perClient = new RateLimit(limits.initiationsPerClient);
    this.#bareStun = new RateLimit(limits.bareStunPerSecond);
  }

  get publicKey(): Uint8Array {
    return this.#keys.publicKey;
  }

  stats(): RelayStats {
    return this.#counters.snapshot(this.#clients.registered, this.#routes.count);
  }

  /** Replaces the keys of a party; none removes it. Who lost the last common party is parted at once. */
  admit(party: string, keys: readonly string[]): void {
    const { parted, gone } = this.#admission.replace(party, keys);
    for (const [key, other] of parted) {
      const client = this.#clients.get(key);
      const fellow = this.#clients.get(other);
      if (client !== null && fellow !== null) this.#routes.forgetPair(client, fellow);
    }
    for (const client of gone.map((key) => this.#clients.get(key))) {
      if (client === null) continue;
      this.#sessions.forget(client);
      this.#clients.forget(client);
    }
  }

  /** Forgets what has lapsed: routes, sessions, and the address of a client without a session. */
  sweep(nowMs: number): void {
    for (const client of this.#clients.all()) {
      this.#routes.dropLapsed(client, nowMs);
      if (!this.#sessions.dropDead(client, nowMs)) this.#clients.unregister(client);
    }
  }

  /** Handles one datagram; returns what is to be sent for it. @param nowMs - monotonic. */
  receive(datagram: Uint8Array, source: Source, nowMs: number): Outgoing | null {
    // Anybody can forge a source port of zero, and nothing can be sent to it.
    if (source.port === 0) return this.#counters.drop('unknown-source');
    const type = messageType(datagram);
    if (type === null) return this.#binding(datagram, source, nowMs);
    if (type === INITIATION && hasMac1(datagram, this.#mac1Key))
      return this.#register(datagram, source, nowMs);

    const sender = this.#clients.at(source);
    if (sender !== null) sender.creditBytes += datagram.length;
    switch (type) {
      case TRANSPORT_DATA:
        return this.#transport(datagram, source, sender, nowMs);
      case INITIATION:
        return this.#initiation(datagram, sender, nowMs);
      case RESPONSE:
      case COOKIE_REPLY:
        return this.#answer(datagram, sender, nowMs);
    }
  }

  #binding(datagram: Uint8Array, source: Source, nowMs: number): Outgoing | null {
    const answer = answerStun(datagram, source);
    if (answer === null) return this.#counters.drop('not-a-message');
    if (answer.length > datagram.length && !this.#bareStun.take('bare', nowMs)) {
      return this.#counters.drop('rate-limited');
    }
    this.#counters.bindings++;
    return { datagram: answer, to: source };
  }

  #register(datagram: Uint8Array, source: Source, nowMs: number): Outgoing | null {
    if (this.#load.arrival(nowMs)) {
      const sourceText = `${source.address} ${source.port}`;
      if (!this.#cookies.proves(datagram, sourceText, nowMs)) {
        this.#counters.cookies++;
        return { datagram: this.#cookies.reply(datagram, sourceText, nowMs), to: source };
      }
      if (!this.#perAddress.take(subscriberOf(source.address), nowMs))
        return this.#counters.drop('rate-limited');
    }
    const opened = openInitiation(this.#keys, datagram, (key) => this.#admission.admits(toBase64(key)));
    if (typeof opened === 'string') return this.#counters.drop(opened);
    const key = toBase64(opened.staticKey);
    if (!this.#timestamps.advance(key, opened.timestamp)) return this.#counters.drop('replayed');
    const client = this.#clients.obtain(key);
    const index = this.#freshIndex(client);
    const answer = respond(opened, index, this.#random(32));
    if (answer === null) return this.#counters.drop('forged');

    this.#sessions.begin(client, index, answer.receivingKey, nowMs);
    this.#welcome(client, source, datagram.length - answer.response.length);
    this.#counters.handshakes++;
    return { datagram: answer.response, to: source };
  }

  /** An initiation moves its own client at once, but whoever else is at that source only once a packet proves it. */
  #welcome(client: Client, source: Source, creditBytes: number): void {
    const holder = this.#clients.at(source);
    if (holder === client) client.creditBytes += creditBytes;
    else if (holder === null) this.#clients.place(client, source, creditBytes);
  }

  #initiation(datagram: Uint8Array, sender: Client | null, nowMs: number): Outgoing | null {
    if (sender === null) return this.#counters.drop('unknown-source');
    if (!this.#perClient.take(sender, nowMs)) return this.#counters.drop('rate-limited');
    for (const key of this.#admission.fellows(sender.key)) {
      const fellow = this.#clients.get(key);
      if (fellow === null || !hasMac1(datagram, fellow.mac1Key)) continue;
      return this.#teach(datagram, fellow, { to: sender, confirmed: false }, nowMs)
        ? this.#forward(datagram, fellow)
        : null;
    }
    return this.#counters.drop('unknown-receiver');
  }

  #answer(datagram: Uint8Array, sender: Client | null, nowMs: number): Outgoing | null {
    if (sender === null) return this.#counters.drop('unknown-source');
    const index = receiverIndex(datagram);
    const route = this.#routes.find(sender, index, nowMs);
    if (route === null) return this.#counters.drop('unknown-index');
    if (datagram[0] === RESPONSE) {
      if (!this.#teach(datagram, route.to, { to: sender, confirmed: true }, nowMs)) return null;
      this.#routes.learn(sender, index, { to: route.to, confirmed: true }, nowMs);
    }
    return this.#forward(datagram, route.to);
  }

  /** The way of nearly every packet. */
  #transport(datagram: Uint8Array, source: Source, sender: Client | null, nowMs: number): Outgoing | null {
    const index = receiverIndex(datagram);
    const route = sender === null ? null : this.#routes.find(sender, index, nowMs);
    if (route !== null) {
      route.usedAtMs = nowMs;
      return this.#forward(datagram, route.to);
    }
    const session = this.#sessions.find(index, nowMs);
    if (session !== null) return this.#prove(session, datagram, source);
    return this.#counters.drop(sender === null ? 'unknown-source' : 'unknown-index');
  }

  /** A packet for the relay itself: its sender has the session's key, so it is where the packet came from. */
  #prove(session: Session, datagram: Uint8Array, source: Source): null {
    const counter = transportCounter(datagram);
    if (counter === null) return this.#counters.drop('forged');
    const sealed = datagram.subarray(TRANSPORT_HEADER_BYTES);
    if (open(session.receivingKey, counter, sealed, NOTHING) === null) return this.#counters.drop('forged');
    if (!session.window.accept(counter)) return this.#counters.drop('replayed');
    this.#sessions.confirm(session);
    const { client } = session;
    if (client.source !== null && sameSource(client.source, source)) {
      client.creditBytes = Number.POSITIVE_INFINITY;
    } else {
      this.#clients.place(client, source, Number.POSITIVE_INFINITY);
    }
    return null;
  }

  /** Learns where packets of `from` go that carry the sender index of this message. */
  #teach(datagram: Uint8Array, from: Client, route: Pick<Route, 'to' | 'confirmed'>, nowMs: number): boolean {
    const index = senderIndex(datagram);
    const ownsSession = this.#sessions.find(index, nowMs)?.client === from;
    const outcome = ownsSession ? 'index-taken' : this.#routes.learn(from, index, route, nowMs);
    if (outcome === 'learned') return true;
    this.#counters.drop(outcome);
    return false;
  }

  #forward(datagram: Uint8Array, to: Client): Outgoing | null {
    if (to.source === null) return this.#counters.drop('receiver-away');
    if (datagram.length > to.creditBytes) return this.#counters.drop('receiver-unproven');
    to.creditBytes -= datagram.length;
    this.#counters.forwardedPackets++;
    this.#counters.forwardedBytes += datagram.length;
    return { datagram, to: to.source };
  }

  #freshIndex(client: Client): number {
    for (;;) {
      const bytes = this.#random(4);
      const index = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
      if (!this.#sessions.has(index) && !client.outbound.has(index)) return index;
    }
  }
}

function hasMac1(initiation: Uint8Array, key: Uint8Array): boolean {
  const expected = mac(key, initiation.subarray(0, field.mac1[0]));
  return timingSafeEqual(expected, fieldOf(initiation, field.mac1));
}

function toBase64(key: Uint8Array): string {
  return Buffer.from(key).toString('base64');
}
