import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BurstMeter } from '../../../../main/engine/link-test/burst-meter.ts';

const BYTES = 1200;
/** 1200 bytes a millisecond. */
const RATE = 9_600_000;

/** Adds a burst whose packets come a millisecond apart, as `late` bends it. */
function burst(meter: BurstMeter, number: number, packets: number, late = (_: number): number => 0): void {
  for (let i = 0; i < packets; i++) meter.add(number, BYTES, number * 1000 + i + late(i));
}

describe('the measure of bursts', () => {
  it('tells the rate at which packets of a burst arrived, and counts them', () => {
    const meter = new BurstMeter();
    for (let number = 0; number < 5; number++) burst(meter, number, 40);
    expect(meter.rate).toBeCloseTo(RATE);
    expect([meter.packets, meter.bytes]).toEqual([200, 200 * BYTES]);
  });

  it('knows nothing from a few packets, or from those that come all at once', () => {
    const meter = new BurstMeter();
    expect(meter.rate).toBe(0);
    burst(meter, 0, 7);
    expect(meter.rate).toBe(0);
    burst(meter, 1, 40, (i) => -i);
    expect(meter.rate).toBe(0);
  });

  it('keeps no more of a burst than bursts have, however much one is said to be', () => {
    const meter = new BurstMeter();
    burst(meter, 0, 128);
    for (let i = 128; i < 10_000; i++) meter.add(0, BYTES, i * 10);
    expect(meter.rate).toBeCloseTo(RATE);
    expect(meter.packets).toBe(10_000);
  });

  it('is not fooled by a shaper that lets the first packets pass at once', () => {
    const meter = new BurstMeter();
    burst(meter, 0, 45, (i) => (i < 15 ? -i : -15));
    expect(meter.rate).toBeCloseTo(RATE);
  });

  it('is swayed little by a receiver that reads four at once', () => {
    const meter = new BurstMeter();
    burst(meter, 0, 40, (i) => 3 - (i % 4));
    expect(meter.rate / RATE).toBeCloseTo(1, 1);
  });

  it('goes by most of the bursts, and by the longer ones', () => {
    const meter = new BurstMeter();
    for (let number = 0; number < 6; number++) burst(meter, number, 12, (i) => -0.9 * i);
    for (let number = 6; number < 11; number++) burst(meter, number, 48);
    burst(meter, 11, 48, (i) => 5 * i);
    expect(meter.rate).toBeCloseTo(RATE);
  });

  it('counts a packet that was overtaken by the next burst, and measures nothing by it', () => {
    const meter = new BurstMeter();
    burst(meter, 1, 40);
    meter.add(0, BYTES, 1500);
    expect(meter.packets).toBe(41);
    expect(meter.rate).toBeCloseTo(RATE);
  });

  it('gives a figure of 0 or more, whatever arrives when', () => {
    const arrival = fc.record({
      burst: fc.nat(5),
      bytes: fc.integer({ min: 28, max: 2048 }),
      wait: fc.nat(50),
    });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 300 }), (arrivals) => {
        const meter = new BurstMeter();
        let atMs = 0;
        for (const { burst: number, bytes, wait } of arrivals) {
          atMs += wait;
          meter.add(number, bytes, atMs);
        }
        expect(Number.isFinite(meter.rate) && meter.rate >= 0).toBe(true);
      }),
    );
  });
});
