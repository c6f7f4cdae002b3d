/** Rates, peaks and totals of what is counted: bytes, packets, messages. Fixed memory, with times passed in. */
import type { Rate } from '../../../../shared/model/metrics.ts';

/** "Now" for a rate: short enough to follow a game, long enough for readings a second apart. */
const RATE_SPAN_S = 5;
/** The peak of the hour is kept as the peak of each of its minutes. */
const PEAK_MINUTES = 60;

export class RateMeter {
  /** Amounts of the last whole seconds and of the running one, by second modulo their number. */
  readonly #seconds = new Float64Array(RATE_SPAN_S + 1);
  readonly #peaks = new Float64Array(PEAK_MINUTES);
  #second: number | null = null;
  #first = 0;
  #total = 0;

  /** Counts an amount at a monotonic time in ms. */
  add(amount: number, nowMs: number): void {
    this.#advance(Math.floor(nowMs / 1000));
    const slot = Math.floor(nowMs / 1000) % this.#seconds.length;
    this.#seconds[slot] = (this.#seconds[slot] ?? 0) + amount;
    this.#total += amount;
  }

  /** Counts an amount to the total alone: it came at times that nobody knows. */
  addUntimed(amount: number): void {
    this.#total += amount;
  }

  /** @returns the mean of the last 5 whole seconds (fewer at the start), the highest such mean of the hour, and the total. */
  rate(nowMs: number): Rate {
    this.#advance(Math.floor(nowMs / 1000));
    return { perSecond: this.#perSecond(), peak: Math.max(...this.#peaks), total: this.#total };
  }

  /** Moves on to a second; each one that ends may be a new peak. */
  #advance(second: number): void {
    if (this.#second === null) {
      this.#second = second;
      this.#first = second;
    }
    // After a long silence the rings are empty, however long it was.
    this.#second = Math.max(this.#second, second - PEAK_MINUTES * 60 - this.#seconds.length);
    while (this.#second < second) {
      this.#second++;
      this.#seconds[this.#second % this.#seconds.length] = 0;
      const minute = Math.floor(this.#second / 60) % PEAK_MINUTES;
      const before = this.#second % 60 === 0 ? 0 : (this.#peaks[minute] ?? 0);
      this.#peaks[minute] = Math.max(before, this.#perSecond());
    }
  }

  /** Without the running second, which isn't over. */
  #perSecond(): number {
    if (this.#second === null) return 0;
    const running = this.#seconds[this.#second % this.#seconds.length] ?? 0;
    const sum = this.#seconds.reduce((total, amount) => total + amount, 0) - running;
    return sum / Math.min(RATE_SPAN_S, Math.max(1, this.#second - this.#first));
  }
}

/** Turns readings of a counter into amounts, whether or not the counter starts over between two of them. */
export class CounterReader {
  #last: number | null = null;

  /** @returns what was added since the last reading; null for the first, whose amount has no time. */
  read(value: number): number | null {
    if (!Number.isFinite(value) || value < 0) return 0;
    const before = this.#last;
    this.#last = value;
    if (before === null) return null;
    return value >= before ? value - before : value;
  }
}

/** The share of what the link can carry that is in use, 0–1; null when nobody has measured that. */
export function utilisation(bytesPerSecond: number, capacityBytesPerSecond: number | null): number | null {
  if (capacityBytesPerSecond === null || capacityBytesPerSecond <= 0) return null;
  return Math.min(1, bytesPerSecond / capacityBytesPerSecond);
}
