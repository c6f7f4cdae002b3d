/** What TCP connections through tunnels send: numbers that come out at the other end, or don't. */
export class Segments {
  readonly #arrivals = new Map<number, () => void>();
  #last = 0;

  /** @param arrive - told once, when it has come. @returns the segment, to be sent for as long as it is not there. */
  make(arrive: () => void): { readonly bytes: Uint8Array; isThere(): boolean; forget(): void } {
    const number = ++this.#last;
    this.#arrivals.set(number, arrive);
    return {
      bytes: Buffer.from(String(number)),
      isThere: () => !this.#arrivals.has(number),
      forget: () => void this.#arrivals.delete(number),
    };
  }

  arrive(bytes: Uint8Array): void {
    const number = Number(Buffer.from(bytes).toString());
    const arrive = this.#arrivals.get(number);
    this.#arrivals.delete(number);
    arrive?.();
  }
}
