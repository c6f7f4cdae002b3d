/** What nobody should send: half of it chance, half of it something valid with a few bytes changed. */

const LONGEST = 1500;
const MOST_CHANGES = 4;

/** @param random - 0 ≤ x < 1. */
export class Rubbish {
  readonly #random: () => number;
  readonly #valid: readonly Uint8Array[];
  /** Chance is drawn once and then looked at from many places: drawing each byte would take longer than the tried code. */
  readonly #noise: Uint8Array;

  constructor(random: () => number, valid: readonly Uint8Array[]) {
    this.#random = random;
    this.#valid = valid;
    this.#noise = Uint8Array.from({ length: 64 * LONGEST }, () => this.#below(256));
  }

  /** The returned bytes are the receiver's. */
  next(): Uint8Array {
    const valid = this.#valid[this.#below(this.#valid.length)];
    return valid === undefined || this.#random() < 0.5 ? this.#chance() : this.#mutated(valid);
  }

  #chance(): Uint8Array {
    const length = this.#below(LONGEST);
    const at = this.#below(this.#noise.length - length);
    const bytes = this.#noise.slice(at, at + length);
    // Another beginning each time, half of it a type that somebody knows.
    if (length >= 4) {
      bytes[0] = this.#below(this.#random() < 0.5 ? 5 : 256);
      bytes[1] = bytes[2] = bytes[3] = this.#random() < 0.5 ? 0 : this.#below(256);
    }
    return bytes;
  }

  #mutated(valid: Uint8Array): Uint8Array {
    const length = this.#random() < 0.8 ? valid.length : this.#below(2 * valid.length + 1);
    const bytes = new Uint8Array(length);
    bytes.set(valid.subarray(0, length));
    const changes = 1 + this.#below(MOST_CHANGES);
    for (let i = 0; i < changes && length > 0; i++) bytes[this.#below(length)] = this.#below(256);
    return bytes;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}
