/**
 * Memory that recvmmsg(2) and sendmmsg(2) read and write, as 64-bit Linux lays it out. Of each there are as many as a
 * batch has datagrams, and one region lies behind the other:
 *
 *   mmsghdr (64)    0 name · 8 name length · 16 iovec · 24 iovec count · 32 control · 40 its length · 48 flags · 56 bytes
 *   iovec (16)      0 base · 8 length
 *   name (16)       sockaddr_in: 0 family · 2 port, in network order · 4 address
 *   slot            what came in
 */
const HEADER_BYTES = 64;
const VECTOR_BYTES = 16;
const NAME_BYTES = 16;
/** The longest UDP datagram, and a little more, so that slots do not all compete for the same lines of the cache. */
const SLOT_BYTES = 65_536 + 192;
const AF_INET = 2;
const MSG_TRUNC = 0x20;

/** Datagrams that one call takes or sends. */
export const BATCH = 32;

const REGION_BYTES = BATCH * (HEADER_BYTES + VECTOR_BYTES + NAME_BYTES);
/** What one socket needs: headers, vectors and names for each direction, and slots. */
export const MEMORY_BYTES = 2 * REGION_BYTES + BATCH * SLOT_BYTES;

export class MessageMemory {
  /** Address of the headers for recvmmsg. */
  readonly inbound: bigint;
  readonly #bytes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #address: bigint;
  readonly #slots: number;

  /** @param memory - of {@link MEMORY_BYTES}, zeroed, at the address, where it stays. */
  constructor(memory: ArrayBuffer, address: bigint) {
    this.#bytes = new Uint8Array(memory);
    this.#words = new Uint32Array(memory);
    this.#address = address;
    this.inbound = address;
    this.#slots = 2 * REGION_BYTES;
    for (const region of [0, REGION_BYTES]) {
      for (let n = 0; n < BATCH; n++) this.#lay(region, n);
    }
  }

  /** Address of the headers for sendmmsg, from the n-th. */
  outbound(n: number): bigint {
    return this.#address + BigInt(REGION_BYTES + n * HEADER_BYTES);
  }

  /** Lets names have their full length again, which the system cut to what it wrote. */
  renew(): void {
    for (let n = 0; n < BATCH; n++) this.#words[(n * HEADER_BYTES + 8) >> 2] = NAME_BYTES;
  }

  /** The n-th datagram that came in; null when it was longer than a slot. */
  datagram(n: number): Uint8Array | null {
    const header = (n * HEADER_BYTES) >> 2;
    if (((this.#words[header + 12] ?? 0) & MSG_TRUNC) !== 0) return null;
    const from = this.#slots + n * SLOT_BYTES;
    return this.#bytes.subarray(from, from + (this.#words[header + 14] ?? 0));
  }

  /** Where the n-th came from, as a number that stands for address and port. */
  source(n: number): number {
    const name = nameAt(0, n) >> 2;
    // As they lie in memory: what they mean is read once, when the number is new.
    return (this.#words[name + 1] ?? 0) * 65_536 + ((this.#words[name] ?? 0) >>> 16);
  }

  /** Whether the bytes lie in a slot, from its begin. */
  holds(datagram: Uint8Array): boolean {
    return datagram.buffer === this.#bytes.buffer && (datagram.byteOffset - this.#slots) % SLOT_BYTES === 0;
  }

  /** Makes the n-th of the next batch to be sent. @param datagram - one that it holds. */
  place(n: number, datagram: Uint8Array, to: number): void {
    const vector = (vectorAt(REGION_BYTES, n) + 0) >> 2;
    this.#setPointer(vector, datagram.byteOffset);
    this.#words[vector + 2] = datagram.length;
    const name = nameAt(REGION_BYTES, n) >> 2;
    this.#words[name] = (AF_INET | ((to % 65_536) << 16)) >>> 0;
    this.#words[name + 1] = Math.floor(to / 65_536);
  }

  #lay(region: number, n: number): void {
    const header = (region + n * HEADER_BYTES) >> 2;
    const [vector, name] = [vectorAt(region, n), nameAt(region, n)];
    this.#setPointer(header, name);
    this.#words[header + 2] = NAME_BYTES;
    this.#setPointer(header + 4, vector);
    this.#words[header + 6] = 1;
    this.#setPointer(vector >> 2, this.#slots + n * SLOT_BYTES);
    this.#words[(vector >> 2) + 2] = SLOT_BYTES;
  }

  #setPointer(word: number, offset: number): void {
    const pointer = this.#address + BigInt(offset);
    this.#words[word] = Number(pointer & 0xffff_ffffn);
    this.#words[word + 1] = Number(pointer >> 32n);
  }
}

function vectorAt(region: number, n: number): number {
  return region + BATCH * HEADER_BYTES + n * VECTOR_BYTES;
}

function nameAt(region: number, n: number): number {
  return region + BATCH * (HEADER_BYTES + VECTOR_BYTES) + n * NAME_BYTES;
}

/** The number that stands for an IPv4 address and a port, as {@link MessageMemory.source} gives it. */
export function packIpv4(ipv4: number, port: number): number {
  return swap32(ipv4) * 65_536 + (((port & 255) << 8) | (port >>> 8));
}

/** Address, as text, and port of such a number. */
export function unpackIpv4(packed: number): { readonly address: string; readonly port: number } {
  const [address, port] = [Math.floor(packed / 65_536), packed % 65_536];
  const octets = [address & 255, (address >>> 8) & 255, (address >>> 16) & 255, address >>> 24];
  return { address: octets.join('.'), port: ((port & 255) << 8) | (port >>> 8) };
}

function swap32(value: number): number {
  return ((value >>> 24) | ((value >>> 8) & 0xff00) | ((value << 8) & 0xff_0000) | (value << 24)) >>> 0;
}
