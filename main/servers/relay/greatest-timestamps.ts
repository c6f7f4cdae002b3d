/**
 * The TAI64N of each key's last handshake: a later one must be greater (WireGuard paper, §5.1), also after the key
 * registered elsewhere, left its party or came back. Kept in memory only, as WireGuard does.
 */
export class GreatestTimestamps {
  readonly #limit: number;
  /** In the order of the last handshakes, so that the first is the one to forget. */
  readonly #byKey = new Map<string, Uint8Array>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** Notes a timestamp of 12 bytes; false when it is not greater than the key's last. */
  advance(key: string, timestamp: Uint8Array): boolean {
    const last = this.#byKey.get(key);
    if (last !== undefined && Buffer.compare(timestamp, last) <= 0) return false;
    this.#byKey.delete(key);
    this.#byKey.set(key, timestamp.slice());
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > this.#limit && oldest !== undefined) this.#byKey.delete(oldest);
    return true;
  }
}
