/**
 * The relay as a STUN server (RFC 8489, binding only): it tells a client the source that it sees. With two addresses
 * and two ports it also answers from elsewhere when asked to (RFC 5780), so that a client can tell how it is filtered.
 */
import type { Endpoint } from '../../../shared/address.ts';
import { encodeAddress } from '../../../shared/stun/mapped-address.ts';
import {
  BINDING_ERROR,
  BINDING_REQUEST,
  BINDING_SUCCESS,
  decodeStun,
  encodeStun,
  type StunAttribute,
  type StunMessage,
  stunAttribute,
} from '../../../shared/stun/message.ts';
import { encodeXorAddress } from '../../../shared/stun/xor-address.ts';
import type { Source } from './client.ts';
import { RateLimit } from './load.ts';
import type { RelayCounters } from './relay-stats.ts';
import { CHANGE_BOTH, CHANGE_IP, CHANGE_PORT, type StunSite } from './stun-site.ts';

/** Attributes below this must be understood, or the request be refused (RFC 8489 §14). */
const FIRST_OPTIONAL_TYPE = 0x8000;
/** 420, Unknown Attribute, without a phrase: class 4, number 20 (RFC 8489 §14.8). */
const UNKNOWN_ATTRIBUTE = Uint8Array.of(0, 0, 4, 20);
/** More are not named, so that a refusal never grows with the request by more than it must. */
const NAMED_TYPES = 4;

/** An answer, and the number of the socket that it must leave from. */
export interface StunAnswer {
  readonly datagram: Uint8Array;
  readonly socket: number;
}

export class StunServer {
  readonly #site: StunSite;
  readonly #bare: RateLimit;
  readonly #counters: RelayCounters;

  /** @param barePerSecond - requests shorter than their answer that are answered in one second. */
  constructor(site: StunSite, barePerSecond: number, counters: RelayCounters) {
    this.#site = site;
    this.#bare = new RateLimit(barePerSecond);
    this.#counters = counters;
  }

  /** Answers a binding request to the source that it came from; null when the datagram is none, or one too many. */
  answer(datagram: Uint8Array, source: Source, nowMs: number): StunAnswer | null {
    // Anybody can forge a source port of zero, and nothing can be sent to it.
    if (source.port === 0) return this.#counters.drop('unknown-source');
    const request = decodeStun(datagram);
    if (request === null || request.type !== BINDING_REQUEST) return this.#counters.drop('not-a-message');
    const answers = this.#compose(request, source);
    if (answers === null) return this.#counters.drop('not-a-message');
    const { full, brief, socket } = answers;
    const mayGrow = full.length <= datagram.length || this.#bare.take('bare', nowMs);
    const chosen = mayGrow ? full : brief;
    if (!mayGrow && brief.length > datagram.length) return this.#counters.drop('rate-limited');
    this.#counters.bindings++;
    return { datagram: chosen, socket };
  }

  /** @returns the whole answer, and the shortest that still is one; null for a change that cannot be read. */
  #compose(
    request: StunMessage,
    source: Source,
  ): { full: Uint8Array; brief: Uint8Array; socket: number } | null {
    const { transactionId } = request;
    const same = (datagram: Uint8Array) => ({ full: datagram, brief: datagram, socket: source.socket });
    const understood = new Set<number>([stunAttribute.padding]);
    if (this.#site.has(source.socket)) understood.add(stunAttribute.changeRequest);
    const unknown = request.attributes
      .map(({ type }) => type)
      .filter((type) => type < FIRST_OPTIONAL_TYPE && !understood.has(type));
    if (unknown.length > 0) {
      return same(encodeStun({ type: BINDING_ERROR, transactionId, attributes: refusal(unknown) }));
    }
    const mapped = encodeXorAddress(source, transactionId);
    const change = changeOf(request);
    if (mapped === null || change === null) return null;
    const succeed = (attributes: StunAttribute[]) =>
      encodeStun({
        type: BINDING_SUCCESS,
        transactionId,
        attributes: [{ type: stunAttribute.xorMappedAddress, value: mapped }, ...attributes],
      });
    const origin = this.#site.from(source.socket, change);
    const other = this.#site.from(source.socket, CHANGE_BOTH);
    if (origin === null || other === null) return same(succeed([]));
    const full = succeed([
      ...addressAttribute(stunAttribute.responseOrigin, origin.endpoint),
      ...addressAttribute(stunAttribute.otherAddress, other.endpoint),
    ]);
    return { full, brief: succeed([]), socket: origin.socket };
  }
}

/** The flags of CHANGE-REQUEST (RFC 5780 §7.2), 0 without one; null when its length is wrong. */
function changeOf({ attributes }: StunMessage): number | null {
  const value = attributes.find(({ type }) => type === stunAttribute.changeRequest)?.value;
  if (value === undefined) return 0;
  return value.length === 4 ? (value[3] ?? 0) & (CHANGE_IP | CHANGE_PORT) : null;
}

function addressAttribute(type: number, endpoint: Endpoint): StunAttribute[] {
  const value = encodeAddress(endpoint);
  return value === null ? [] : [{ type, value }];
}

function refusal(unknown: readonly number[]): StunAttribute[] {
  const types = unknown.slice(0, NAMED_TYPES).flatMap((type) => [type >>> 8, type & 255]);
  return [
    { type: stunAttribute.errorCode, value: UNKNOWN_ATTRIBUTE },
    { type: stunAttribute.unknownAttributes, value: Uint8Array.from(types) },
  ];
}
