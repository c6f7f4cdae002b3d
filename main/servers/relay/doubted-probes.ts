/**
 * Handshakes with the probe that may be recordings: of each key the last, until a packet of its session proves that who
 * began it has the key. A recording comes to nothing.
 */
import { REJECT_AFTER_TIME_MS, receiverIndex, transportCounter } from '../../../shared/wireguard/messages.ts';
import { open } from './noise/primitives.ts';

const HEADER_BYTES = 16;
const NOTHING = new Uint8Array(0);

interface Doubted {
  readonly key: string;
  readonly index: number;
  readonly receivingKey: Uint8Array;
  readonly createdAtMs: number;
}

export class DoubtedProbes {
  readonly #limit: number;
  /** In the order in which they came, so that the first is the one to forget. */
  readonly #byKey = new Map<string, Doubted>();
  readonly #byIndex = new Map<number, Doubted>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Waits for a packet of this session, instead of one of the key's session before. */
  begin(doubted: Doubted): void {
    this.#forget(this.#byKey.get(doubted.key));
    this.#byKey.set(doubted.key, doubted);
    this.#byIndex.set(doubted.index, doubted);
    const [oldest] = this.#byKey.values();
    if (this.#byKey.size > this.#limit) this.#forget(oldest);
  }

  /** Takes transport data; once it is authentic there is no doubt any more. @returns whose it is. */
  prove(datagram: Uint8Array, nowMs: number): { key: string } | 'unknown-index' | 'forged' {
    const doubted = this.#byIndex.get(receiverIndex(datagram));
    if (doubted === undefined || nowMs - doubted.createdAtMs >= REJECT_AFTER_TIME_MS) return 'unknown-index';
    const counter = transportCounter(datagram);
    const sealed = datagram.subarray(HEADER_BYTES);
    if (counter === null || open(doubted.receivingKey, counter, sealed, NOTHING) === null) return 'forged';
    this.#forget(doubted);
    return { key: doubted.key };
  }

  #forget(doubted: Doubted | undefined): void {
    if (doubted === undefined) return;
    this.#byKey.delete(doubted.key);
    this.#byIndex.delete(doubted.index);
  }
}
