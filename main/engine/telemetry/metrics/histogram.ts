/**
 * A histogram of fixed size in the manner of HdrHistogram: 64 buckets an octave, so that a bucket's middle is off by
 * less than 0.8 % of any value in it. Values are whole units from 0 to 2³²−1; what a unit is, the owner decides.
 * All histograms have the same buckets, so that any two can be added up.
 */

/** Below this, each unit has a bucket of its own. */
const LINEAR = 128;
/** 128 linear ones and 64 for each of the octaves from 2⁷ to 2³¹. */
const BUCKETS = 1728;
const LARGEST = 2 ** 32 - 1;

/** Latency is counted in units of 0.1 µs: exact to 0.8 % from 6.4 µs up to 429 s. */
export const UNITS_PER_MS = 10_000;

export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;
  /** Buckets outside of these are empty, which spares looking at them. */
  #lowest = BUCKETS;
  #highest = -1;

  get total(): number {
    return this.#total;
  }

  /** Counts a value, in units; what is out of range counts as the nearest that is within. */
  add(value: number, count = 1): void {
    this.addToBucket(bucketOf(value), count);
  }

  /** Counts into a bucket by its number, as {@link entries} tells it. */
  addToBucket(bucket: number, count: number): void {
    if (bucket < 0 || bucket >= BUCKETS || count <= 0) return;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.#total += count;
    if (bucket < this.#lowest) this.#lowest = bucket;
    if (bucket > this.#highest) this.#highest = bucket;
  }

  merge(other: Histogram): void {
    for (const [bucket, count] of other.entries()) this.addToBucket(bucket, count);
  }

  /** Buckets that hold something and how much, lowest first. */
  *entries(): Generator<[bucket: number, count: number]> {
    for (let bucket = this.#lowest; bucket <= this.#highest; bucket++) {
      const count = this.#counts[bucket] ?? 0;
      if (count > 0) yield [bucket, count];
    }
  }

  /**
   * Values at some ranks (nearest rank: the smallest value that at least this share of all values does not exceed).
   * @param shares - 0–1, ascending. @returns units, one for each share; nothing when nothing was counted.
   */
  quantiles(...shares: number[]): number[] {
    const found: number[] = [];
    let seen = 0;
    for (let bucket = this.#lowest; bucket <= this.#highest && found.length < shares.length; bucket++) {
      seen += this.#counts[bucket] ?? 0;
      while (found.length < shares.length && seen >= rankOf(shares[found.length] ?? 1, this.#total)) {
        found.push(middleOf(bucket));
      }
    }
    return found;
  }

  clear(): void {
    if (this.#highest >= 0) this.#counts.fill(0, this.#lowest, this.#highest + 1);
    this.#total = 0;
    this.#lowest = BUCKETS;
    this.#highest = -1;
  }
}

/** The nearest rank of a share, from 1 on. */
export function rankOf(share: number, total: number): number {
  // Without the small allowance 0.95 · 100 would be rank 96, for 0.95 is no binary fraction.
  return Math.max(1, Math.ceil(share * total - 1e-9));
}

function bucketOf(value: number): number {
  const units = Math.min(LARGEST, Math.max(0, Math.round(value)));
  if (units < LINEAR) return units;
  const shift = 25 - Math.clz32(units);
  return shift * 64 + (units >>> shift);
}

function middleOf(bucket: number): number {
  if (bucket < LINEAR) return bucket;
  const shift = (bucket >> 6) - 1;
  const width = 2 ** shift;
  return ((bucket & 63) + 64) * width + (width - 1) / 2;
}
