import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bucket, mergeBuckets } from '../../../../../../main/engine/telemetry/metrics/history/bucket.ts';
import { decodePack, encodePack } from '../../../../../../main/engine/telemetry/metrics/history/pack.ts';

type Probe = readonly [rttMs: number | null, jitterMs: number | null];
const rtt = fc.option(fc.double({ min: 0, max: 60_000, noNaN: true }), { nil: null });
const probes = fc.array(fc.tuple(rtt, rtt), { maxLength: 80 });

function bucketOf(all: readonly Probe[], bytes = 0): Bucket {
  const bucket = new Bucket();
  for (const [rttMs, jitterMs] of all) bucket.addProbe(rttMs, jitterMs);
  bucket.addTraffic(bytes, bytes * 2);
  return bucket;
}

function decoded(bytes: Uint8Array): Bucket {
  const bucket = new Bucket();
  bucket.merge(bytes);
  return bucket;
}

describe('a bucket', () => {
  it('is the same after it was at rest', () => {
    fc.assert(
      fc.property(probes, fc.nat(), (all, bytes) => {
        const bucket = bucketOf(all, bytes);
        expect(decoded(bucket.encode()).toPoint(0)).toEqual(bucket.toPoint(0));
      }),
    );
  });

  it('is the same whether its parts were merged, in whatever order, or it was filled at once', () => {
    fc.assert(
      fc.property(probes, probes, probes, (a, b, c) => {
        const whole = bucketOf([...a, ...b, ...c], 3).encode();
        const parts = [c, a, b].map((part) => bucketOf(part, 1).encode());
        expect(mergeBuckets(parts)).toEqual(whole);
      }),
    );
  });

  it('has null for what nobody answered, never 0', () => {
    expect(bucketOf([[null, null]]).toPoint(5)).toEqual({
      at: 5,
      sent: 1,
      lost: 1,
      minMs: null,
      medianMs: null,
      p95Ms: null,
      p99Ms: null,
      maxMs: null,
      meanMs: null,
      jitterMs: null,
      receivedBytes: 0,
      sentBytes: 0,
    });
  });

  it('takes some dozen bytes for a second with one answer', () => {
    const bucket = bucketOf([[23.4, 1.2]], 20_000);
    expect(bucket.encode().length).toBeLessThanOrEqual(12);
  });

  it('keeps the means of the load', () => {
    const bucket = new Bucket();
    bucket.addLoad({ cpuRatio: 0.2, ownCpuRatio: 0.01, memoryUsedBytes: 2 ** 30, ownMemoryBytes: 2 ** 26 });
    bucket.addLoad({ cpuRatio: 0.4, ownCpuRatio: 0.03, memoryUsedBytes: 2 ** 30, ownMemoryBytes: 2 ** 26 });
    const { load } = decoded(bucket.encode()).toPoint(0);
    expect(load?.cpuRatio).toBeCloseTo(0.3);
    expect(load?.ownCpuRatio).toBeCloseTo(0.02);
    expect(load).toMatchObject({ memoryUsedBytes: 2 ** 30, ownMemoryBytes: 2 ** 26 });
  });

  it('survives any bytes from a damaged file', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decoded(bytes).toPoint(0)).not.toThrow();
        expect(() => decodePack(bytes)).not.toThrow();
      }),
    );
  });
});

describe('a pack', () => {
  it('gives back the seconds of its minute', () => {
    const bucket = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.nat(59), bucket), { selector: ([second]) => second }),
        (seconds) => {
          const map = new Map(seconds);
          expect(decodePack(encodePack(map))).toEqual(map);
        },
      ),
    );
  });
});
