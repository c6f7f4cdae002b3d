/**
 * Bencode as BEP 3 has it. What is parsed comes from strangers: nesting and lengths are bounded, and what isn't whole is
 * nothing.
 */
export type Bencoded = number | Buffer | readonly Bencoded[] | BencodedDictionary;
/** Keys are bytes, written as Latin-1. */
export interface BencodedDictionary {
  readonly [key: string]: Bencoded;
}

const MAX_DEPTH = 6;
/** Of everything in one message: lists of nodes are strings, so there is no cause for more. */
const MAX_VALUES = 512;
/** Digits of a safe integer, and its sign. */
const MAX_DIGITS = 17;

const [COLON, MINUS, ZERO, NINE] = [0x3a, 0x2d, 0x30, 0x39];
const [DICTIONARY, END, INTEGER, LIST] = [0x64, 0x65, 0x69, 0x6c];

export function encodeBencode(value: Bencoded | string): Buffer {
  if (typeof value === 'string') return encodeBencode(Buffer.from(value, 'latin1'));
  if (typeof value === 'number') return Buffer.from(`i${value}e`);
  if (Buffer.isBuffer(value)) return Buffer.concat([Buffer.from(`${value.length}:`), value]);
  if (isList(value)) return Buffer.concat([Buffer.from('l'), ...value.map(encodeBencode), Buffer.from('e')]);
  const keys = Object.keys(value).sort();
  const entries = keys.flatMap((key) => [encodeBencode(key), encodeBencode(value[key] ?? '')]);
  return Buffer.concat([Buffer.from('d'), ...entries, Buffer.from('e')]);
}

/** Undefined: not bencoded, too deep, or more than that. Strings are views of the bytes. */
export function decodeBencode(bytes: Uint8Array): Bencoded | undefined {
  const reader = new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const value = reader.value(0);
  return reader.isAtEnd ? value : undefined;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  #values = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): Bencoded | undefined {
    if (depth > MAX_DEPTH || ++this.#values > MAX_VALUES) return undefined;
    switch (this.#bytes[this.#at]) {
      case INTEGER:
        this.#at++;
        return this.#number(END);
      case LIST:
        return this.#list(depth);
      case DICTIONARY:
        return this.#dictionary(depth);
      default:
        return this.#string();
    }
  }

  #list(depth: number): Bencoded[] | undefined {
    this.#at++;
    const list: Bencoded[] = [];
    while (!this.#takes(END)) {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      list.push(item);
    }
    return list;
  }

  #dictionary(depth: number): BencodedDictionary | undefined {
    this.#at++;
    const dictionary: Record<string, Bencoded> = Object.create(null);
    while (!this.#takes(END)) {
      const key = this.#string();
      const value = key === undefined ? undefined : this.value(depth + 1);
      if (key === undefined || value === undefined) return undefined;
      dictionary[key.toString('latin1')] = value;
    }
    return dictionary;
  }

  #string(): Buffer | undefined {
    const length = this.#number(COLON);
    if (length === undefined || length < 0 || this.#at + length > this.#bytes.length) return undefined;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #number(end: number): number | undefined {
    const from = this.#at;
    while (this.#at - from < MAX_DIGITS && this.#isDigitOrSign(from)) this.#at++;
    const text = this.#bytes.toString('latin1', from, this.#at);
    if (!/^-?\d+$/.test(text) || !this.#takes(end)) return undefined;
    const value = Number(text);
    return Number.isSafeInteger(value) ? value : undefined;
  }

  #isDigitOrSign(from: number): boolean {
    const byte = this.#bytes[this.#at] ?? 0;
    return (byte >= ZERO && byte <= NINE) || (byte === MINUS && this.#at === from);
  }

  #takes(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }
}

function isList(value: Bencoded): value is readonly Bencoded[] {
  return Array.isArray(value);
}
