/** One STUN transaction (RFC 8489 §6.2.1): when to send, and which answer counts. Time and datagrams are passed in. */
import type { Endpoint } from '../../../shared/address.ts';
import { addressToBytes } from '../../../shared/stun/address-bytes.ts';
import { BINDING_REQUEST, decodeStun, encodeStun, stunAttribute } from '../../../shared/stun/message.ts';
import { readStunAnswer } from './stun-answer.ts';

/** What to ask of whom, and how long. Times in ms. */
export interface BindingRequest {
  readonly to: Endpoint;
  /** Asks for an answer from the server's other port, or other address and port (RFC 5780 §7.2). */
  readonly change?: 'port' | 'address-and-port';
  /** Where that answer comes from; nobody but this and `to` is listened to. */
  readonly from?: Endpoint;
  /** Wait before the second sending; each later one is twice as long. 500 unless the round trip is known. */
  readonly rtoMs?: number;
  /** Most sendings: 7 unless said otherwise. */
  readonly sends?: number;
  /** The whole transaction ends by then. */
  readonly budgetMs: number;
}

export type StunOutcome =
  | {
      readonly kind: 'answered';
      readonly mapped: Endpoint;
      readonly other: Endpoint | null;
      readonly from: Endpoint;
      /** Since the first sending, so that a retransmission makes it longer, never shorter, than the round trip. */
      readonly afterMs: number;
    }
  /** An error other than Try Alternate, e.g. 420: the server doesn't know an attribute of the request. */
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'try-alternate'; readonly server: Endpoint | null }
  | { readonly kind: 'no-answer'; readonly sent: number };

/** RFC 8489 §6.2.1. */
const FIRST_RTO_MS = 500;
const SENDS = 7;
/** Answers are awaited for this many RTOs after the last sending (Rm of RFC 8489 §6.2.1). */
const LAST_WAIT_RTOS = 16;
/** The flags of CHANGE-REQUEST (RFC 5780 §7.2). */
const CHANGE_FLAGS = { port: 2, 'address-and-port': 6 } as const;

export class StunTransaction {
  readonly datagram: Uint8Array;
  readonly to: Endpoint;
  readonly #sources: readonly Endpoint[];
  readonly #rtoMs: number;
  readonly #sends: number;
  readonly #startedAtMs: number;
  readonly #endsAtMs: number;
  #sent = 0;
  #nextAtMs: number;

  /** @param transactionId - 96 random bits, so that only who saw the request can answer it. */
  constructor(request: BindingRequest, transactionId: Uint8Array, nowMs: number) {
    const { to, from, change, rtoMs = FIRST_RTO_MS, sends = SENDS, budgetMs } = request;
    const flags = change === undefined ? [] : [Uint8Array.of(0, 0, 0, CHANGE_FLAGS[change])];
    const attributes = flags.map((value) => ({ type: stunAttribute.changeRequest, value }));
    this.datagram = encodeStun({ type: BINDING_REQUEST, transactionId, attributes });
    this.to = to;
    this.#sources = from === undefined ? [to] : [to, from];
    this.#rtoMs = rtoMs;
    this.#sends = sends;
    this.#startedAtMs = nowMs;
    this.#endsAtMs = nowMs + budgetMs;
    this.#nextAtMs = nowMs;
  }

  /** When it wants to be asked again. */
  get nextAtMs(): number {
    return Math.min(this.#nextAtMs, this.#endsAtMs);
  }

  /** What to do at this time: send the datagram, give up, or wait until {@link nextAtMs}. */
  due(nowMs: number): 'send' | 'wait' | StunOutcome {
    if (nowMs >= this.#endsAtMs) return this.giveUp();
    if (nowMs < this.#nextAtMs) return 'wait';
    if (this.#sent === this.#sends) return this.giveUp();
    const wait = this.#rtoMs * 2 ** this.#sent;
    this.#sent++;
    this.#nextAtMs = nowMs + (this.#sent === this.#sends ? this.#rtoMs * LAST_WAIT_RTOS : wait);
    return 'send';
  }

  giveUp(): StunOutcome {
    return { kind: 'no-answer', sent: this.#sent };
  }

  /** The outcome that a datagram with this transaction's ID brings; null when it is to be ignored. */
  receive(datagram: Uint8Array, from: Endpoint, nowMs: number): StunOutcome | null {
    if (!this.#sources.some((source) => isSame(source, from))) return null;
    const message = decodeStun(datagram);
    const answer = message === null ? null : readStunAnswer(message);
    if (answer === null) return null;
    if (answer.kind === 'success') {
      if (family(answer.mapped) !== family(this.to)) return null;
      const { mapped, other } = answer;
      return { kind: 'answered', mapped, other, from, afterMs: nowMs - this.#startedAtMs };
    }
    if (answer.code === 300) return { kind: 'try-alternate', server: answer.alternate };
    return { kind: 'refused', code: answer.code };
  }
}

/** Compares endpoints by their bytes: an IPv6 address has many texts. */
export function isSame(a: Endpoint, b: Endpoint): boolean {
  if (a.port !== b.port) return false;
  if (a.address === b.address) return true;
  const [left, right] = [addressToBytes(a.address), addressToBytes(b.address)];
  return left !== null && right !== null && Buffer.from(left).equals(right);
}

function family({ address }: Endpoint): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}
