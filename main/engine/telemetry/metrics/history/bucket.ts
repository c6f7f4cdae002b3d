/**
 * What is known of a subject in a span of time: a second or a year. Any two can be merged, in any order, and
 * the percentiles of the whole are right. At rest a bucket is bytes, about 12 for a second with one probe:
 *
 *   flags            PROBES 1 · ONE_ANSWER 2 · TRAFFIC 4 · LOAD 8
 *   if ONE_ANSWER    round trip in units, jitter in units + 1 (0: none)
 *   if PROBES        sent, lost, and if any was answered: min, max − min, sum, jitters, sum of jitter,
 *                    number of histogram entries, each as (distance to the bucket before, count)
 *   if TRAFFIC       received bytes, sent bytes
 *   if LOAD          readings, sums of: CPU and own CPU in 1/10,000, memory and own memory in KiB
 */
import type { HistoryPoint } from '../../../../../shared/model/metrics.ts';
import { Histogram, UNITS_PER_MS } from '../histogram.ts';
import { VarintReader, VarintWriter } from './varint.ts';

const PROBES = 1;
const ONE_ANSWER = 2;
const TRAFFIC = 4;
const LOAD = 8;

const RATIO_SCALE = 10_000;
const KIB = 1024;

/** Load of the machine and of this process, as it goes into history. */
export interface LoadReading {
  /** 0–1 of all cores. */
  readonly cpuRatio: number;
  /** 1 is one core. */
  readonly ownCpuRatio: number;
  readonly memoryUsedBytes: number;
  readonly ownMemoryBytes: number;
}

const writer = new VarintWriter();

export class Bucket {
  readonly #histogram = new Histogram();
  #sent = 0;
  #lost = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #sum = 0;
  #jitters = 0;
  #jitterSum = 0;
  #received = 0;
  #sentBytes = 0;
  #loads = { readings: 0, cpu: 0, ownCpu: 0, memory: 0, ownMemory: 0 };

  /** Counts a probe; null: not answered. `jitterMs`: the running jitter at its arrival. */
  addProbe(rttMs: number | null, jitterMs: number | null): void {
    this.#sent++;
    if (rttMs === null) {
      this.#lost++;
      return;
    }
    const units = Math.round(rttMs * UNITS_PER_MS);
    this.#histogram.add(units);
    this.#addAnswered(units, units, units);
    if (jitterMs === null) return;
    this.#jitters++;
    this.#jitterSum += Math.round(jitterMs * UNITS_PER_MS);
  }

  addTraffic(receivedBytes: number, sentBytes: number): void {
    this.#received += receivedBytes;
    this.#sentBytes += sentBytes;
  }

  addLoad(load: LoadReading): void {
    const sums = this.#loads;
    sums.readings++;
    sums.cpu += Math.round(load.cpuRatio * RATIO_SCALE);
    sums.ownCpu += Math.round(load.ownCpuRatio * RATIO_SCALE);
    sums.memory += Math.round(load.memoryUsedBytes / KIB);
    sums.ownMemory += Math.round(load.ownMemoryBytes / KIB);
  }

  /** Adds a bucket at rest. */
  merge(bytes: Uint8Array): void {
    const reader = new VarintReader(bytes);
    const flags = reader.get();
    if ((flags & ONE_ANSWER) !== 0) this.#mergeOneAnswer(reader);
    if ((flags & PROBES) !== 0) this.#mergeProbes(reader);
    if ((flags & TRAFFIC) !== 0) this.addTraffic(reader.get(), reader.get());
    if ((flags & LOAD) === 0) return;
    const sums = this.#loads;
    sums.readings += reader.get();
    sums.cpu += reader.get();
    sums.ownCpu += reader.get();
    sums.memory += reader.get();
    sums.ownMemory += reader.get();
  }

  encode(): Uint8Array {
    const isOne = this.#sent === 1 && this.#lost === 0;
    const hasTraffic = this.#received > 0 || this.#sentBytes > 0;
    const probes = isOne ? ONE_ANSWER : this.#sent > 0 ? PROBES : 0;
    writer.put(probes | (hasTraffic ? TRAFFIC : 0) | (this.#loads.readings > 0 ? LOAD : 0));
    if (isOne) {
      writer.put(this.#sum);
      writer.put(this.#jitters === 0 ? 0 : this.#jitterSum + 1);
    } else if (this.#sent > 0) {
      this.#putProbes();
    }
    if (hasTraffic) {
      writer.put(this.#received);
      writer.put(this.#sentBytes);
    }
    if (this.#loads.readings > 0) for (const value of Object.values(this.#loads)) writer.put(value);
    return writer.take();
  }

  clear(): void {
    this.#histogram.clear();
    this.#sent = 0;
    this.#lost = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
    this.#sum = 0;
    this.#jitters = 0;
    this.#jitterSum = 0;
    this.#received = 0;
    this.#sentBytes = 0;
    this.#loads = { readings: 0, cpu: 0, ownCpu: 0, memory: 0, ownMemory: 0 };
  }

  /** @param at - wall-clock ms at which the span begins. */
  toPoint(at: number): HistoryPoint {
    const answered = this.#histogram.total;
    const [median, p95, p99] = this.#histogram.quantiles(0.5, 0.95, 0.99);
    const { readings, cpu, ownCpu, memory, ownMemory } = this.#loads;
    return {
      at,
      sent: this.#sent,
      lost: this.#lost,
      minMs: answered === 0 ? null : this.#min / UNITS_PER_MS,
      medianMs: this.#inMs(median),
      p95Ms: this.#inMs(p95),
      p99Ms: this.#inMs(p99),
      maxMs: answered === 0 ? null : this.#max / UNITS_PER_MS,
      meanMs: answered === 0 ? null : this.#sum / answered / UNITS_PER_MS,
      jitterMs: this.#jitters === 0 ? null : this.#jitterSum / this.#jitters / UNITS_PER_MS,
      receivedBytes: this.#received,
      sentBytes: this.#sentBytes,
      ...(readings > 0 && {
        load: {
          cpuRatio: cpu / readings / RATIO_SCALE,
          ownCpuRatio: ownCpu / readings / RATIO_SCALE,
          memoryUsedBytes: (memory / readings) * KIB,
          ownMemoryBytes: (ownMemory / readings) * KIB,
        },
      }),
    };
  }

  #mergeOneAnswer(reader: VarintReader): void {
    const units = reader.get();
    const jitter = reader.get();
    this.#sent++;
    this.#histogram.add(units);
    this.#addAnswered(units, units, units);
    if (jitter === 0) return;
    this.#jitters++;
    this.#jitterSum += jitter - 1;
  }

  #mergeProbes(reader: VarintReader): void {
    const sent = reader.get();
    const lost = reader.get();
    this.#sent += sent;
    this.#lost += lost;
    if (sent <= lost) return;
    const min = reader.get();
    this.#addAnswered(min, min + reader.get(), reader.get());
    this.#jitters += reader.get();
    this.#jitterSum += reader.get();
    let bucket = 0;
    for (let left = reader.get(); left > 0 && !reader.isAtEnd; left--) {
      bucket += reader.get();
      this.#histogram.addToBucket(bucket, reader.get());
    }
  }

  #putProbes(): void {
    writer.put(this.#sent);
    writer.put(this.#lost);
    if (this.#sent <= this.#lost) return;
    for (const value of [this.#min, this.#max - this.#min, this.#sum, this.#jitters, this.#jitterSum]) {
      writer.put(value);
    }
    const entries = [...this.#histogram.entries()];
    writer.put(entries.length);
    let before = 0;
    for (const [bucket, count] of entries) {
      writer.put(bucket - before);
      writer.put(count);
      before = bucket;
    }
  }

  #addAnswered(min: number, max: number, sum: number): void {
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
    this.#sum += sum;
  }

  #inMs(units: number | undefined): number | null {
    if (units === undefined) return null;
    return Math.min(this.#max, Math.max(this.#min, units)) / UNITS_PER_MS;
  }
}

/** Adds up buckets at rest. */
export function mergeBuckets(buckets: Iterable<Uint8Array>): Uint8Array {
  const bucket = new Bucket();
  for (const bytes of buckets) bucket.merge(bytes);
  return bucket.encode();
}
