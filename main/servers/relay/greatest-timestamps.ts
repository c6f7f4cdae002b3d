/**
 * The greatest TAI64N of each key's handshakes, also after the key registered elsewhere, left its party or came back.
 * Kept in memory only, as WireGuard does. Every handshake that was ever taken lies at or below it, and so does every
 * recording; but so do those of a player whose clock was set back (docs/decisions/0013).
 */

/** newer: no recording. repeated: the greatest once more. older: a recording, or of a clock that was set back. */
export type Dated = 'newer' | 'repeated' | 'older';

export class GreatestTimestamps {
  readonly #limit: number;
  /** In the order of their handshakes, so that the first is the one to forget. */
  readonly #byKey = new Map<string, Uint8Array>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** Compares a timestamp of 12 bytes with the key's greatest, and notes it when it is greater. */
  advance(key: string, timestamp: Uint8Array): Dated {
    const greatest = this.#byKey.get(key);
    const order = greatest === undefined ? 1 : Buffer.compare(timestamp, greatest);
    if (order <= 0) return order === 0 ? 'repeated' : 'older';
    this.#byKey.delete(key);
    this.#byKey.set(key, timestamp.slice());
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > this.#limit && oldest !== undefined) this.#byKey.delete(oldest);
    return 'newer';
  }
}
