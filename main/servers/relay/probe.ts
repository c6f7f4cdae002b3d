/**
 * The relay's second identity. A client that adds it as a peer shakes hands here too, with the same socket, so that
 * two endpoints see its mapping. It forwards nothing and keeps no session: what a client sends afterwards is dropped, unless it proves a
 * handshake that may have been a recording.
 */
import { INITIATION, messageType, TRANSPORT_DATA } from '../../../shared/wireguard/messages.ts';
import type { Source } from './client.ts';
import { DoubtedProbes } from './doubted-probes.ts';
import type { Identity } from './identity.ts';
import { respond } from './noise/responder.ts';
import type { RelayCounters } from './relay-stats.ts';

/** Players whose clocks were set back, and who shake hands within one round trip. */
const DOUBTED_LIMIT = 1024;

export class Probe {
  readonly #identity: Identity;
  readonly #random: (length: number) => Uint8Array;
  readonly #counters: RelayCounters;
  readonly #admits: (key: string) => boolean;
  readonly #observe: (key: string, source: Source) => void;
  readonly #doubted = new DoubtedProbes(DOUBTED_LIMIT);

  constructor(options: {
    identity: Identity;
    random: (length: number) => Uint8Array;
    counters: RelayCounters;
    admits: (key: string) => boolean;
    observe: (key: string, source: Source) => void;
  }) {
    this.#identity = options.identity;
    this.#random = options.random;
    this.#counters = options.counters;
    this.#admits = options.admits;
    this.#observe = options.observe;
  }

  get publicKey(): Uint8Array {
    return this.#identity.publicKey;
  }

  /** Handles one WireGuard message; returns what to send back to where it came from. */
  receive(datagram: Uint8Array, source: Source, nowMs: number): Uint8Array | null {
    if (source.port === 0) return this.#counters.drop('unknown-source');
    const type = messageType(datagram);
    if (type === TRANSPORT_DATA) return this.#prove(datagram, source, nowMs);
    if (type !== INITIATION) return this.#counters.drop('unknown-index');
    if (!this.#identity.isMeant(datagram)) return this.#counters.drop('unknown-receiver');
    const taken = this.#identity.take(datagram, source, nowMs, this.#admits);
    if (taken.kind === 'dropped') return this.#counters.drop(taken.reason);
    if (taken.kind === 'cookie') {
      this.#counters.cookies++;
      return taken.reply;
    }
    const index = new DataView(this.#random(4).slice().buffer).getUint32(0);
    const answer = respond(taken.opened, index, this.#random(32));
    if (answer === null) return this.#counters.drop('forged');
    const { key, isDoubted } = taken;
    if (isDoubted) {
      this.#doubted.begin({ key, index, receivingKey: answer.receivingKey, createdAtMs: nowMs });
    } else {
      this.#notice(key, source);
    }
    return answer.response;
  }

  #prove(datagram: Uint8Array, source: Source, nowMs: number): null {
    const proved = this.#doubted.prove(datagram, nowMs);
    if (typeof proved === 'string') return this.#counters.drop(proved);
    if (!this.#admits(proved.key)) return this.#counters.drop('not-admitted');
    this.#notice(proved.key, source);
    return null;
  }

  #notice(key: string, source: Source): void {
    this.#counters.probed++;
    this.#observe(key, source);
  }
}
