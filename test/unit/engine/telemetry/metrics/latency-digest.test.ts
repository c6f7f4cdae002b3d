import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LatencyDigest } from '../../../../../main/engine/telemetry/metrics/latency-digest.ts';
import { SampleWindow } from '../../../../../main/engine/telemetry/metrics/sample-window.ts';

const probes = fc.array(fc.option(fc.double({ min: 0.01, max: 60_000, noNaN: true }), { nil: null }), {
  maxLength: 300,
});

function exact(rtts: readonly (number | null)[]) {
  const window = new SampleWindow(1000);
  rtts.forEach((rttMs, i) => {
    window.add({ sentAtMs: i, rttMs });
  });
  return window.summary(rtts.length);
}

it('agrees with the exact figures of the same probes, percentiles within 1 %', () => {
  fc.assert(
    fc.property(probes, (rtts) => {
      const digest = new LatencyDigest();
      for (const rttMs of rtts) digest.add(rttMs);
      const { medianMs, p95Ms, p99Ms, meanMs, ...counted } = digest.summary();
      const truth = exact(rtts);
      expect(truth).toMatchObject(counted);
      expect((meanMs ?? 0) - (truth.meanMs ?? 0)).toBeCloseTo(0, 6);
      for (const [mine, theirs] of [
        [medianMs, truth.medianMs],
        [p95Ms, truth.p95Ms],
        [p99Ms, truth.p99Ms],
      ]) {
        if (theirs === null || theirs === undefined) expect(mine).toBeNull();
        else expect(Math.abs((mine ?? Number.NaN) - theirs)).toBeLessThanOrEqual(theirs * 0.01);
      }
    }),
  );
});

it('has null for what nobody answered, never 0', () => {
  const digest = new LatencyDigest();
  digest.add(null);
  expect(digest.summary()).toEqual({
    sent: 1,
    lost: 1,
    minMs: null,
    medianMs: null,
    meanMs: null,
    p95Ms: null,
    p99Ms: null,
    maxMs: null,
    jitterMs: null,
    lossRatio: 1,
    longestBurst: 1,
    lossPattern: 'none',
  });
});
