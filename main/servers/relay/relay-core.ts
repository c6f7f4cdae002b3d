/**
 * The relay without its sockets: a datagram goes in, at most one goes out.
 *
 *   initiation, mac1 under the relay's key     → the relay's own response: registration, unless it may be a recording
 *   initiation, mac1 under a fellow's key      → forwarded; teaches sender index → sender, for that fellow
 *   response, cookie reply, transport data     → forwarded by (sender, receiver index); a response teaches as well
 *   transport data for an index of the relay   → proves, and moves, the registered address
 *   binding request                            → the source as the relay sees it
 *
 * Everything else is dropped in silence, also at the probe's sockets, which take only initiations under the probe's
 * key and binding requests. The words are those of the WireGuard paper, §5.4.
 */
import type { Endpoint } from '../../../shared/address.ts';
import { type ObservedVia, RELAY_HOLD_MS } from '../../../shared/control/messages.ts';
import {
  COOKIE_REPLY,
  INITIATION,
  messageType,
  RESPONSE,
  receiverIndex,
  senderIndex,
  TRANSPORT_DATA,
  transportCounter,
} from '../../../shared/wireguard/messages.ts';
import { Admission } from './admission.ts';
import { ByteBudget } from './byte-budget.ts';
import { type Client, isTunnel, type Route, type Source, type WireguardSession } from './client.ts';
import { Clients, sameSource } from './clients.ts';
import { Holds } from './holds.ts';
import { HandshakeBudget, hasMac1, Identity } from './identity.ts';
import { IndexRoutes } from './index-routes.ts';
import { type Forwarder, userSpaceOnly } from './kernel/forwarder.ts';
import { RateLimit } from './load.ts';
import { open } from './noise/primitives.ts';
import { respond } from './noise/responder.ts';
import { Probe } from './probe.ts';
import type { RelayLimits } from './relay-limits.ts';
import { RelayCounters, type RelayStats } from './relay-stats.ts';
import { WireguardSessions } from './sessions.ts';
import { StunServer } from './stun-server.ts';
import { StunSite } from './stun-site.ts';

export interface Outgoing {
  readonly datagram: Uint8Array;
  readonly to: Source;
}

const NOTHING = new Uint8Array(0);
const TRANSPORT_HEADER_BYTES = 16;
/** The credit of an address that an authentic packet came from. */
const PROVED = Number.POSITIVE_INFINITY;

export interface RelayCoreOptions {
  /** 32 bytes. */
  readonly privateKey: Uint8Array;
  /** 32 bytes; null: without a probe. */
  readonly probePrivateKey?: Uint8Array | null;
  readonly random: (length: number) => Uint8Array;
  readonly limits: RelayLimits;
  /** Sockets that STUN may answer from instead of one another. */
  readonly stunSite?: StunSite;
  /** Takes over what it can of forwarding. */
  readonly forwarder?: Forwarder;
  /** Told whenever an admitted key is seen at another endpoint, and at each handshake with the probe. */
  readonly onObserved?: (key: string, endpoint: Endpoint, via: ObservedVia) => void;
}

export class RelayCore {
  readonly #identity: Identity;
  readonly #probe: Probe | null;
  readonly #stun: StunServer;
  readonly #random: (length: number) => Uint8Array;
  readonly #observe: (key: string, source: Source, via: ObservedVia) => void;
  readonly #admission = new Admission();
  readonly #clients: Clients;
  readonly #sessions = new WireguardSessions();
  readonly #routes: IndexRoutes;
  readonly #holds: Holds;
  readonly #perClient: RateLimit;
  readonly #budget: ByteBudget;
  readonly #forwarder: Forwarder;
  readonly #counters = new RelayCounters();

  constructor(options: RelayCoreOptions) {
    const { privateKey, probePrivateKey, random, limits, stunSite, onObserved } = options;
    const forwarder = options.forwarder ?? userSpaceOnly('off');
    const budget = new HandshakeBudget(limits);
    const identity = (key: Uint8Array) => new Identity({ privateKey: key, random, limits, budget });
    this.#random = random;
    this.#observe = (key, { address, port }, via) => onObserved?.(key, { address, port }, via);
    this.#identity = identity(privateKey);
    this.#probe =
      probePrivateKey == null
        ? null
        : new Probe({
            identity: identity(probePrivateKey),
            random,
            counters: this.#counters,
            admits: (key) => this.#admission.admits(key),
            observe: (key, source) => this.#observe(key, source, 'probe'),
          });
    this.#stun = new StunServer(stunSite ?? new StunSite([]), limits.bareStunPerSecond, this.#counters);
    this.#forwarder = forwarder;
    this.#clients = new Clients((client) => forwarder.withdrawAll(client));
    this.#routes = new IndexRoutes(limits, (route) => forwarder.withdraw(route));
    this.#holds = new Holds(limits.heldPairs);
    this.#perClient = new RateLimit(limits.initiationsPerClient);
    this.#budget = new ByteBudget(limits.forwardedBytesPerSecond);
  }

  get publicKey(): Uint8Array {
    return this.#identity.publicKey;
  }

  get probePublicKey(): Uint8Array | null {
    return this.#probe?.publicKey ?? null;
  }

  stats(): RelayStats {
    const inKernel = this.#forwarder.stats();
    return this.#counters.snapshot(this.#clients.registered, this.#routes.count, inKernel);
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
      this.#holds.forget(client);
      this.#clients.forget(client);
    }
  }

  /** Drops what passes between two fellows for `ms`, at most a second. Nothing happens to keys that are none. */
  hold(keyA: string, keyB: string, ms: number, nowMs: number): void {
    const [a, b] = [this.#clients.get(keyA), this.#clients.get(keyB)];
    if (a === null || b === null || !this.#admission.fellows(keyA).has(keyB)) return;
    const endMs = nowMs + Math.min(ms, RELAY_HOLD_MS.max);
    if (!this.#holds.begin(a, b, endMs, nowMs)) {
      this.#counters.holdsRefused++;
      return;
    }
    this.#counters.holds++;
    for (const route of this.#routes.between(a, b)) this.#forwarder.withdraw(route);
  }

  /** Forgets what has lapsed: routes, sessions, and the address of a client without a session. */
  sweep(nowMs: number): void {
    this.#holds.dropLapsed(nowMs);
    for (const client of this.#clients.all()) {
      this.#routes.dropLapsed(client, nowMs);
      if (!this.#sessions.dropDead(client, nowMs)) this.#clients.unregister(client);
    }
  }

  /** Tells whether a client is registered at the source. */
  serves(source: Source): boolean {
    return this.#clients.at(source) !== null;
  }

  /** A source that nothing can be sent to any more: whoever is registered there is away until they come back. */
  lose(source: Source): void {
    const client = this.#clients.at(source);
    if (client !== null) this.#clients.unregister(client);
  }

  /** Handles one datagram; returns what is to be sent for it. @param nowMs - monotonic. */
  receive(datagram: Uint8Array, source: Source, nowMs: number): Outgoing | null {
    // Anybody can forge a source port of zero, and nothing can be sent to it.
    if (source.port === 0) return this.#counters.drop('unknown-source');
    const type = messageType(datagram);
    if (type === null) return this.receiveStun(datagram, source, nowMs);
    if (type === INITIATION && this.#identity.isMeant(datagram)) {
      return this.#register(datagram, source, nowMs);
    }

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

  /** Handles one datagram at a socket of the probe. */
  receiveAtProbe(datagram: Uint8Array, source: Source, nowMs: number): Outgoing | null {
    const isStun = messageType(datagram) === null || this.#probe === null;
    if (isStun) return this.receiveStun(datagram, source, nowMs);
    const answer = this.#probe.receive(datagram, source, nowMs);
    return answer === null ? null : { datagram: answer, to: source };
  }

  /** Handles one datagram at a socket that is there for STUN alone. */
  receiveStun(datagram: Uint8Array, source: Source, nowMs: number): Outgoing | null {
    const answer = this.#stun.answer(datagram, source, nowMs);
    return answer === null ? null : { datagram: answer.datagram, to: { ...source, socket: answer.socket } };
  }

  #register(datagram: Uint8Array, source: Source, nowMs: number): Outgoing | null {
    const taken = this.#identity.take(datagram, source, nowMs, (key) => this.#admission.admits(key));
    if (taken.kind === 'dropped') return this.#counters.drop(taken.reason);
    if (taken.kind === 'cookie') {
      this.#counters.cookies++;
      return { datagram: taken.reply, to: source };
    }
    const client = this.#clients.obtain(taken.key);
    const index = this.#freshIndex(client);
    const answer = respond(taken.opened, index, this.#random(32));
    if (answer === null) return this.#counters.drop('forged');

    const { receivingKey } = answer;
    const { isDoubted } = taken;
    this.#sessions.begin(client, { index, receivingKey, waits: isDoubted ? 'doubted' : 'next' }, nowMs);
    if (!isDoubted) {
      this.#welcome(client, source, datagram.length - answer.response.length);
      this.#counters.handshakes++;
    }
    return { datagram: answer.response, to: source };
  }

  /** An initiation moves its own client at once, but whoever else is at that source only once a packet proves it. */
  #welcome(client: Client, source: Source, creditBytes: number): void {
    const holder = this.#clients.at(source);
    if (holder === client) client.creditBytes += creditBytes;
    else if (holder === null) this.#place(client, source, creditBytes);
  }

  #place(client: Client, source: Source, creditBytes: number): void {
    this.#clients.place(client, source, creditBytes);
    if (!isTunnel(source)) this.#observe(client.key, source, 'main');
  }

  #initiation(datagram: Uint8Array, sender: Client | null, nowMs: number): Outgoing | null {
    if (sender === null) return this.#counters.drop('unknown-source');
    if (!this.#perClient.take(sender, nowMs)) return this.#counters.drop('rate-limited');
    for (const key of this.#admission.fellows(sender.key)) {
      const fellow = this.#clients.get(key);
      if (fellow === null || !hasMac1(datagram, fellow.mac1Key)) continue;
      if (this.#holds.isHeld(sender, fellow, nowMs)) return this.#counters.drop('held');
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
    if (this.#holds.isHeld(sender, route.to, nowMs)) return this.#counters.drop('held');
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
    if (sender !== null && route !== null) {
      route.usedAtMs = nowMs;
      if (this.#holds.isHeld(sender, route.to, nowMs)) return this.#counters.drop('held');
      if (!this.#budget.take(datagram.length, nowMs)) return this.#counters.drop('rate-limited');
      if (route.confirmed && isProved(sender) && isProved(route.to)) this.#forwarder.offer(route);
      return this.#forward(datagram, route.to);
    }
    const session = this.#sessions.find(index, nowMs);
    if (session !== null) return this.#prove(session, datagram, source);
    return this.#counters.drop(sender === null ? 'unknown-source' : 'unknown-index');
  }

  /** A packet for the relay itself: its sender has the session's key, so it is where the packet came from. */
  #prove(session: WireguardSession, datagram: Uint8Array, source: Source): null {
    const counter = transportCounter(datagram);
    if (counter === null) return this.#counters.drop('forged');
    const sealed = datagram.subarray(TRANSPORT_HEADER_BYTES);
    if (open(session.receivingKey, counter, sealed, NOTHING) === null) return this.#counters.drop('forged');
    if (!session.window.accept(counter)) return this.#counters.drop('replayed');
    if (this.#sessions.confirm(session) === 'doubted') this.#counters.handshakes++;
    const { client } = session;
    if (client.source !== null && sameSource(client.source, source)) {
      client.creditBytes = PROVED;
    } else {
      this.#place(client, source, PROVED);
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

function isProved(client: Client): boolean {
  return client.creditBytes === PROVED;
}
