/** How fast a link carries, from how far the packets of a burst were spread out on their way; pure, with times passed in. */

import { median } from '../../../shared/quantiles.ts';

/** A shorter tail tells more of the clock than of the link. */
const LEAST_TAIL = 6;
/** Twice what a burst has; whoever calls everything one burst makes it no larger, and no slower to measure. */
const MOST_ARRIVALS = 128;
/** Bursts that are measured last: the link may have changed. */
const KEPT = 50;
/** Short bursts, as at the start, say less: those count that have so much of the longest one's packets. */
const LONG_ENOUGH = 0.6;

interface Measured {
  readonly packets: number;
  readonly rate: number;
}

export class BurstMeter {
  #packets = 0;
  #bytes = 0;
  #burst = -1;
  #arrivals: { readonly atMs: number; readonly bytes: number }[] = [];
  #measured: Measured[] = [];

  get packets(): number {
    return this.#packets;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a packet that arrived; one of an older burst that was overtaken only counts. */
  add(burst: number, sizeBytes: number, atMs: number): void {
    this.#packets++;
    this.#bytes += sizeBytes;
    if (burst < this.#burst) return;
    if (burst > this.#burst) this.#finish();
    this.#burst = burst;
    if (this.#arrivals.length < MOST_ARRIVALS) this.#arrivals.push({ atMs, bytes: sizeBytes });
  }

  /** Median over the longer bursts in bits a second; 0 before one could be measured. */
  get rate(): number {
    const current = measure(this.#arrivals);
    const all = current === null ? this.#measured : [...this.#measured, current];
    const longest = Math.max(0, ...all.map(({ packets }) => packets));
    const rates = all.filter(({ packets }) => packets >= LONG_ENOUGH * longest).map(({ rate }) => rate);
    return median(rates) ?? 0;
  }

  #finish(): void {
    const measured = measure(this.#arrivals);
    if (measured !== null) this.#measured = [...this.#measured, measured].slice(-KEPT);
    this.#arrivals = [];
  }
}

/**
 * Of the last two thirds, since shapers let the first packets of a burst pass at once: the line of least squares through
 * bytes and times, which a receiver that reads several at once, or some late, sways less than the two ends.
 */
function measure(arrivals: readonly { readonly atMs: number; readonly bytes: number }[]): Measured | null {
  const tail = arrivals.slice(Math.floor(arrivals.length / 3));
  if (tail.length < LEAST_TAIL) return null;
  let bytes = 0;
  const points = tail.map((arrival) => {
    bytes += arrival.bytes;
    return { bytes, atMs: arrival.atMs };
  });
  const meanBytes = points.reduce((sum, point) => sum + point.bytes, 0) / points.length;
  const meanMs = points.reduce((sum, point) => sum + point.atMs, 0) / points.length;
  let product = 0;
  let square = 0;
  for (const point of points) {
    product += (point.bytes - meanBytes) * (point.atMs - meanMs);
    square += (point.bytes - meanBytes) ** 2;
  }
  const msPerByte = product / square;
  return msPerByte > 0 ? { packets: arrivals.length, rate: 8000 / msPerByte } : null;
}
