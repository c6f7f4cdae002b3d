import { describe, expect, it } from 'vitest';
import {
  CounterReader,
  RateMeter,
  utilisation,
} from '../../../../../main/engine/telemetry/metrics/rate-meter.ts';

describe('a rate', () => {
  it('is the mean of the last five whole seconds', () => {
    const meter = new RateMeter();
    for (let second = 0; second < 10; second++) meter.add(second * 100, second * 1000 + 300);
    expect(meter.rate(10_000)).toEqual({ perSecond: 700, peak: 700, total: 4500 });
  });

  it('keeps the highest of the hour as its peak, and no longer', () => {
    const meter = new RateMeter();
    meter.add(0, 0);
    meter.add(5000, 100_000);
    expect(meter.rate(3_600_000)).toEqual({ perSecond: 0, peak: 1000, total: 5000 });
    expect(meter.rate(3_800_000).peak).toBe(0);
  });

  it('is nothing after a silence of days', () => {
    const meter = new RateMeter();
    meter.add(5000, 0);
    expect(meter.rate(400_000_000)).toEqual({ perSecond: 0, peak: 0, total: 5000 });
  });
});

describe('readings of a counter', () => {
  it('are what was added since the last one, also when the counter starts over', () => {
    const reader = new CounterReader();
    expect([1000, 1500, 1500, 40, 50].map((value) => reader.read(value))).toEqual([null, 500, 0, 40, 10]);
  });
});

describe('utilisation', () => {
  it('is the share of the measured link, and unknown while nobody measured it', () => {
    expect(utilisation(250, 1000)).toBe(0.25);
    expect(utilisation(2000, 1000)).toBe(1);
    expect(utilisation(250, null)).toBeNull();
  });
});
