/** STUN transactions over one UDP socket, told apart by their IDs. The socket itself is passed in. */
import type { Endpoint } from '../../../shared/address.ts';
import { BINDING_REQUEST, isStun } from '../../../shared/stun/message.ts';
import type { Clock } from '../../base/clock.ts';
import { type BindingRequest, type StunOutcome, StunTransaction } from './stun-transaction.ts';

export interface StunClientOptions {
  /** Sends one datagram; what the system makes of it comes back as silence or as an answer. */
  readonly send: (datagram: Uint8Array, to: Endpoint) => void;
  readonly clock: Clock;
  /** Random bytes that can't be guessed. */
  readonly random: (length: number) => Uint8Array;
}

const ID_BYTES = 12;
/** Answers over UDP stay below the smallest path MTU that matters; longer datagrams aren't even looked at. */
const LONGEST_ANSWER = 1500;

interface Pending {
  readonly transaction: StunTransaction;
  readonly settle: (outcome: StunOutcome) => void;
  cancelTimer: () => void;
}

export class StunClient {
  readonly #options: StunClientOptions;
  readonly #pending = new Map<string, Pending>();
  #onRequest: (transactionId: string) => void = () => undefined;

  constructor(options: StunClientOptions) {
    this.#options = options;
  }

  /** Asks, and resolves with the outcome within the request's budget. Any number may be under way. */
  request(request: BindingRequest): Promise<StunOutcome> {
    const { clock, random } = this.#options;
    const id = random(ID_BYTES);
    return new Promise((resolve) => {
      const pending: Pending = {
        transaction: new StunTransaction(request, id, clock.now()),
        settle: (outcome) => {
          pending.cancelTimer();
          this.#pending.delete(keyOf(id));
          resolve(outcome);
        },
        cancelTimer: () => undefined,
      };
      this.#pending.set(keyOf(id), pending);
      this.#drive(pending);
    });
  }

  /** Takes a datagram that came in. Whatever isn't the awaited answer changes nothing. */
  receive(datagram: Uint8Array, from: Endpoint): void {
    if (datagram.length > LONGEST_ANSWER || !isStun(datagram)) return;
    const key = keyOf(datagram.subarray(8, 8 + ID_BYTES));
    if (((datagram[0] ?? 0) << 8) + (datagram[1] ?? 0) === BINDING_REQUEST) this.#onRequest(key);
    const pending = this.#pending.get(key);
    const outcome = pending?.transaction.receive(datagram, from, this.#options.clock.now()) ?? null;
    if (outcome !== null) pending?.settle(outcome);
  }

  /** Calls back with the ID of each binding request that comes in; there is one listener. */
  listenForRequests(listener: (transactionId: string) => void): void {
    this.#onRequest = listener;
  }

  /** Whether a request of this client with this ID is under way. */
  isAsking(transactionId: string): boolean {
    return this.#pending.has(transactionId);
  }

  /** Ends everything under way as not answered. */
  close(): void {
    for (const { transaction, settle } of [...this.#pending.values()]) settle(transaction.giveUp());
  }

  #drive(pending: Pending): void {
    const { clock, send } = this.#options;
    const { transaction } = pending;
    const step = transaction.due(clock.now());
    if (typeof step === 'object') {
      pending.settle(step);
      return;
    }
    pending.cancelTimer = clock.after(transaction.nextAtMs - clock.now(), () => this.#drive(pending));
    if (step === 'send') send(transaction.datagram, transaction.to);
  }
}

function keyOf(transactionId: Uint8Array): string {
  return Buffer.from(transactionId).toString('hex');
}
