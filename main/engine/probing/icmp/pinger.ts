/**
 * Matches echo replies and complaints to the probes that they belong to. A reply counts only with the identifier, the
 * sequence number, the source and the random payload of its probe; one that comes too late is told to its own probe.
 */

import type { ProbeReason } from '../../../../shared/faults/fault-reasons.ts';
import type { Reasoned } from '../../../../shared/faults/reason.ts';
import { addressToBytes, bytesToAddress } from '../../../../shared/stun/address-bytes.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Family } from '../native/socket-layout.ts';
import { encodeRequest, type Trouble } from './icmp-message.ts';
import type { EchoReply, EchoTrouble, IcmpSocket, SendOptions } from './icmp-socket.ts';

export type EchoOutcome =
  | { readonly kind: 'reply'; readonly rttMs: number; readonly ttl: number | null; readonly from: string }
  /** `from` null: this machine itself. `rttMs` null: not measured. */
  | {
      readonly kind: 'trouble';
      readonly rttMs: number | null;
      readonly from: string | null;
      readonly trouble: Trouble;
    }
  | { readonly kind: 'timeout' }
  /** This machine doesn't let the socket send: the system's name of why. */
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'error'; readonly why: Reasoned<ProbeReason> };

export interface EchoProbe extends SendOptions {
  /** A literal of the socket's family. */
  readonly to: string;
  readonly timeoutMs: number;
  /** Payload bytes beside the header of 8, at least 8; 56 as `ping` has when absent. */
  readonly payloadBytes?: number;
  /** The reply came after the time-out, at most a minute after the request. */
  readonly onLate?: (rttMs: number) => void;
}

/** Sends one request and tells its fate: whatever can do that. */
export type Echoer = (probe: EchoProbe) => Promise<EchoOutcome>;

export interface PingerOptions {
  readonly socket: Pick<IcmpSocket, 'identifier' | 'send'>;
  readonly family: Family;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
}

interface Pending {
  readonly to: string;
  readonly nonce: Uint8Array;
  readonly sentMs: number;
  readonly startedAt: number;
  readonly onLate: ((rttMs: number) => void) | undefined;
  /** null once the probe has timed out. */
  settle: ((outcome: EchoOutcome) => void) | null;
}

const NONCE_BYTES = 8;
/** Asking the system for 8 bytes takes as long as for all of these. */
const NONCES_AT_ONCE = 128;
const DEFAULT_PAYLOAD_BYTES = 56;
const SEQUENCES = 65_536;
const LATE_MS = 60_000;
/** Clocks read one after the other differ by their own cost; anything above is a jump of the wall clock. */
const CLOCK_SLACK_MS = 1;
/** Local refusals: what each means as a complaint of this machine, RFC 792's codes. */
const LOCAL_TROUBLE: ReadonlyMap<string, Trouble> = new Map([
  ['ENETUNREACH', { what: 'unreachable', code: 0, mtu: null }],
  ['EHOSTUNREACH', { what: 'unreachable', code: 1, mtu: null }],
  ['EMSGSIZE', { what: 'too-big', code: 4, mtu: null }],
]);

export class Pinger {
  readonly #options: PingerOptions;
  readonly #pending = new Map<number, Pending>();
  #sequence = 0;
  #nonces: Uint8Array = new Uint8Array();

  constructor(options: PingerOptions) {
    this.#options = options;
  }

  /** Sends one request; settles with its fate at the latest after `timeoutMs`. */
  probe({ to, timeoutMs, payloadBytes, onLate, ...sendOptions }: EchoProbe): Promise<EchoOutcome> {
    const { socket, family, clock } = this.#options;
    const sequence = this.#takeSequence();
    if (sequence === null) return Promise.resolve({ kind: 'error', why: { reason: 'too-many-probes' } });
    const nonce = this.#takeNonce();
    const payload = new Uint8Array(Math.max(NONCE_BYTES, payloadBytes ?? DEFAULT_PAYLOAD_BYTES));
    payload.set(nonce);
    const request = encodeRequest(family, { identifier: socket.identifier, sequence, payload });
    const startedAt = clock.now();
    const sent = socket.send(request, to, sendOptions);
    if ('error' in sent) return Promise.resolve(refused(sent.error));
    return new Promise((resolve) => {
      const pending: Pending = {
        to: canonical(to),
        nonce,
        sentMs: sent.sentMs,
        startedAt,
        onLate,
        settle: (outcome) => {
          cancel();
          resolve(outcome);
        },
      };
      const cancel = clock.after(timeoutMs, () => {
        pending.settle = null;
        resolve({ kind: 'timeout' });
      });
      this.#pending.set(sequence, pending);
    });
  }

  /** What the socket received. */
  receive(event: EchoReply | EchoTrouble): void {
    const { identifier, sequence, payload } = event.kind === 'reply' ? event.echo : event.quoted;
    const pending = this.#pending.get(sequence);
    if (pending === undefined || identifier !== this.#options.socket.identifier) return;
    if (!startsAlike(pending.nonce, payload, event.kind === 'reply')) return;
    if ((event.kind === 'reply' ? event.from : event.quoted.to) !== pending.to) return;
    const rttMs = this.#roundTrip(pending, event.receivedMs);
    this.#pending.delete(sequence);
    if (pending.settle === null) {
      if (event.kind === 'reply') pending.onLate?.(rttMs);
    } else if (event.kind === 'reply') {
      pending.settle({ kind: 'reply', rttMs, ttl: event.ttl, from: event.from });
    } else {
      pending.settle({ kind: 'trouble', rttMs, from: event.from, trouble: event.trouble });
    }
  }

  /** Ends what is under way; nothing can be awaited any more. */
  close(): void {
    for (const { settle } of this.#pending.values())
      settle?.({ kind: 'error', why: { reason: 'never-ended' } });
    this.#pending.clear();
  }

  /** The next number that no probe under way has; null when all have. It advances whatever becomes of the probe. */
  #takeSequence(): number | null {
    this.#forgetOld();
    for (let tries = 0; tries < SEQUENCES; tries++) {
      this.#sequence = (this.#sequence + 1) % SEQUENCES;
      if (this.#pending.get(this.#sequence)?.settle == null) {
        this.#pending.delete(this.#sequence);
        return this.#sequence;
      }
    }
    return null;
  }

  #takeNonce(): Uint8Array {
    if (this.#nonces.length === 0) this.#nonces = this.#options.random(NONCE_BYTES * NONCES_AT_ONCE);
    const nonce = this.#nonces.subarray(0, NONCE_BYTES);
    this.#nonces = this.#nonces.subarray(NONCE_BYTES);
    return nonce;
  }

  /** Probes stand in the order they were sent in: the oldest come first. */
  #forgetOld(): void {
    const before = this.#options.clock.now() - LATE_MS;
    for (const [sequence, { startedAt, settle }] of this.#pending) {
      if (startedAt > before) return;
      if (settle === null) this.#pending.delete(sequence);
    }
  }

  /** By the kernel's stamps, unless the wall clock was set meanwhile: then by our own monotonic clock. */
  #roundTrip({ sentMs, startedAt }: Pending, receivedMs: number): number {
    const stamped = receivedMs - sentMs;
    const elapsed = this.#options.clock.now() - startedAt;
    return stamped >= 0 && stamped <= elapsed + CLOCK_SLACK_MS ? stamped : elapsed;
  }
}

function refused(error: string): EchoOutcome {
  if (error === 'EPERM' || error === 'EACCES') return { kind: 'denied', reason: error };
  const trouble = LOCAL_TROUBLE.get(error);
  return trouble === undefined
    ? { kind: 'error', why: { reason: 'errno', errno: error } }
    : { kind: 'trouble', rttMs: null, from: null, trouble };
}

/** A reply carries the whole nonce; a complaint as much of it as the router cared to quote. */
function startsAlike(nonce: Uint8Array, payload: Uint8Array, whole: boolean): boolean {
  if (whole && payload.length < nonce.length) return false;
  return nonce.every((byte, at) => at >= payload.length || payload[at] === byte);
}

function canonical(literal: string): string {
  return bytesToAddress(addressToBytes(literal) ?? new Uint8Array()) ?? literal;
}
