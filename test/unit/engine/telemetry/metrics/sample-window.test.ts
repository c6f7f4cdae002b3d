import { describe, expect, it } from 'vitest';
import { SampleWindow } from '../../../../../main/engine/telemetry/metrics/sample-window.ts';

describe('the last minute', () => {
  it('has min, max, mean, p50, p95 and p99 of known data', () => {
    const window = new SampleWindow();
    for (let i = 0; i < 100; i++) window.add({ sentAtMs: i, rttMs: ((i * 37) % 100) + 1 });
    expect(window.summary(100)).toMatchObject({
      sent: 100,
      lost: 0,
      minMs: 1,
      medianMs: 50,
      p95Ms: 95,
      p99Ms: 99,
      maxMs: 100,
      meanMs: 50.5,
    });
  });

  it('has the same figures however often they were asked for before, and whenever', () => {
    const asked = new SampleWindow();
    const added: { sentAtMs: number; rttMs: number | null }[] = [];
    for (let i = 0; i < 200; i++) {
      const sample = { sentAtMs: i * 700, rttMs: i % 7 === 0 ? null : (i * 37) % 100 };
      if (i % 3 !== 2) {
        asked.add(sample);
        added.push(sample);
      }
      for (const nowMs of [i * 700 + 1, i * 700 + 2, i * 700 + 400, i * 700 + 1]) {
        const fresh = new SampleWindow();
        for (const one of added) fresh.add(one);
        expect(asked.summary(nowMs)).toEqual(fresh.summary(nowMs));
      }
    }
  });

  it('puts a loss that is known late where it was sent, so that bursts stay whole', () => {
    const window = new SampleWindow();
    window.add({ sentAtMs: 0, rttMs: 5 });
    window.add({ sentAtMs: 1000, rttMs: null });
    window.add({ sentAtMs: 4000, rttMs: 5 });
    window.add({ sentAtMs: 2000, rttMs: null });
    window.add({ sentAtMs: 5000, rttMs: 5 });
    window.add({ sentAtMs: 3000, rttMs: null });
    expect(window.summary(5000)).toMatchObject({ lost: 3, longestBurst: 3 });
  });

  it('forgets what is older, and tells what it forgot in order', () => {
    const window = new SampleWindow();
    window.add({ sentAtMs: 0, rttMs: 1 });
    window.add({ sentAtMs: 500, rttMs: 2 });
    expect(window.add({ sentAtMs: 61_000, rttMs: 3 }).map(({ rttMs }) => rttMs)).toEqual([1, 2]);
    expect(window.summary(61_000)).toMatchObject({ sent: 1, medianMs: 3 });
    expect(window.summary(200_000)).toMatchObject({ sent: 0, medianMs: null, lossRatio: null });
  });
});
