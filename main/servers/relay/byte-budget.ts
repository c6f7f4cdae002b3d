/** A cap on what the relay forwards: a bucket of bytes that fills steadily. */

/** What may pass at once, in ms of the rate: one round trip of a stream, and less than a player would notice. */
const BURST_MS = 100;
/** A rate may be so low that its burst is less than one datagram. */
const LEAST_BURST_BYTES = 3_000;

export class ByteBudget {
  readonly #perMs: number;
  readonly #burstBytes: number;
  #left: number;
  #atMs = Number.NEGATIVE_INFINITY;

  /** @param bytesPerSecond - Infinity: there is no cap. */
  constructor(bytesPerSecond: number) {
    this.#perMs = bytesPerSecond / 1000;
    this.#burstBytes = Math.max(LEAST_BURST_BYTES, this.#perMs * BURST_MS);
    this.#left = this.#burstBytes;
  }

  /** Takes so many bytes; false, and nothing taken, where they are not there. @param nowMs - monotonic. */
  take(bytes: number, nowMs: number): boolean {
    if (this.#perMs === Number.POSITIVE_INFINITY) return true;
    this.#left = Math.min(this.#burstBytes, this.#left + (nowMs - this.#atMs) * this.#perMs);
    this.#atMs = nowMs;
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}
