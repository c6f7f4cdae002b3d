/** Whole numbers from 0 to 2⁵³−1 in as few bytes as they need (LEB128), after each other. */

const START_BYTES = 512;

export class VarintWriter {
  #bytes = new Uint8Array(START_BYTES);
  #length = 0;

  put(value: number): void {
    this.#reserve(8);
    let rest = Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(value)));
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  putBytes(bytes: Uint8Array): void {
    this.put(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** @returns a copy of what was put since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array((this.#length + bytes) * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads on as zeros behind the end: what a damaged file gives is wrong but harmless. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  get(): number {
    let value = 0;
    let scale = 1;
    while (scale <= 2 ** 49) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 0x80;
    }
    return value;
  }

  /** A view of bytes that were put with their length; shorter at a damaged end. */
  getBytes(): Uint8Array {
    const length = this.get();
    const start = this.#at;
    this.#at = Math.min(this.#bytes.length, start + length);
    return this.#bytes.subarray(start, this.#at);
  }
}
