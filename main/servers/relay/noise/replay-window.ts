/**
 * Accepts each counter of a session once, in any order within a window (RFC 6479): a ring of 32-bit words, of which
 * one is always being reused, so that the window slides by clearing words and never by shifting bits.
 */
const WORDS = 64;
/** Counters further behind the newest than this are refused: 2016. Keepalives arrive seconds apart. */
export const REPLAY_WINDOW = (WORDS - 1) * 32;

export class ReplayWindow {
  readonly #ring = new Uint32Array(WORDS);
  #newest = -1;

  /** True the first time; call it only for packets whose tag was good. @param counter - a safe integer from 0. */
  accept(counter: number): boolean {
    if (counter + REPLAY_WINDOW <= this.#newest) return false;
    const word = Math.floor(counter / 32);
    const slot = word % WORDS;
    if (counter > this.#newest) this.#slideTo(word, counter);
    const bit = 1 << (counter % 32);
    if (((this.#ring[slot] ?? 0) & bit) !== 0) return false;
    this.#ring[slot] = (this.#ring[slot] ?? 0) | bit;
    return true;
  }

  #slideTo(word: number, counter: number): void {
    const newestWord = Math.floor(this.#newest / 32);
    const steps = Math.min(word - newestWord, WORDS);
    for (let step = 0; step < steps; step++) this.#ring[(word - step) % WORDS] = 0;
    this.#newest = counter;
  }
}
