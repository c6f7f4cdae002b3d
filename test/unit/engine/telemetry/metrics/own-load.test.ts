import { describe, expect, it } from 'vitest';
import { readSystem } from '../../../../../main/engine/machine/read-system.ts';
import { OwnLoad } from '../../../../../main/engine/telemetry/metrics/system/own-load.ts';
import { SystemMeter } from '../../../../../main/engine/telemetry/metrics/system/system-meter.ts';

const limits = { cpuRatio: 0.05, memoryBytes: 100 };

function slowdowns(cpuRatios: readonly number[]): number[] {
  const own = new OwnLoad();
  return cpuRatios.map((cpuRatio) => {
    own.note({ cpuRatio, memoryBytes: 10 }, limits);
    return own.slowdown;
  });
}

describe('the own load', () => {
  it('slows nothing for one busy moment', () => {
    expect(new Set(slowdowns([0.5, 0.5, 0.01, 0.5, 0.5, 0.01]))).toEqual(new Set([1]));
  });

  it('doubles the slowdown while it stays above the limit, up to eight', () => {
    expect([...new Set(slowdowns(Array(30).fill(0.06)))]).toEqual([1, 2, 4, 8]);
  });

  it('stays slowed just below the limit, and gets faster only well below it', () => {
    expect(slowdowns([0.06, 0.06, 0.06, ...Array(20).fill(0.045)]).at(-1)).toBe(2);
    expect(slowdowns([0.06, 0.06, 0.06, ...Array(6).fill(0.01)]).at(-1)).toBe(1);
  });
});

describe('readings of the real machine', () => {
  it('give ratios of processor and memory that can be', () => {
    const meter = new SystemMeter();
    meter.note(readSystem(), performance.now());
    const until = performance.now() + 60;
    while (performance.now() < until) Math.sqrt(until);
    const load = meter.note(readSystem(), performance.now());
    expect(load.ownCpuRatio).toBeGreaterThan(0.05);
    expect(load.cpuRatio ?? 0).toBeGreaterThanOrEqual(0);
    expect(load.cpuRatio ?? 0).toBeLessThanOrEqual(1);
    expect(load.memoryUsedBytes).toBeGreaterThan(0);
    expect(load.memoryUsedBytes).toBeLessThan(load.memoryTotalBytes);
    expect(load.ownMemoryBytes).toBeGreaterThan(1e6);
  });
});
