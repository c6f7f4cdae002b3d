import { describe, expect, it } from 'vitest';
import { LatencyWindow } from '../../../../../main/engine/telemetry/metrics/latency-window.ts';

function windowOf(...rtts: (number | null)[]): LatencyWindow {
  const window = new LatencyWindow();
  rtts.forEach((rttMs, i) => {
    window.add({ sentAtMs: i * 1000, rttMs });
  });
  return window;
}

describe('latency figures', () => {
  it('are unknown, not zero, before there is an echo', () => {
    expect(windowOf().figures(0)).toEqual({ latencyMs: null, jitterMs: null, lossRatio: null });
  });

  it('give no latency when nothing was answered, and full loss', () => {
    expect(windowOf(null, null).figures(2000)).toEqual({ latencyMs: null, jitterMs: null, lossRatio: 1 });
  });

  it('give the median of the last ten seconds only', () => {
    expect(windowOf(500, 500, ...Array(11).fill(20)).figures(12_000).latencyMs).toBe(20);
  });

  it('smooth jitter by a sixteenth as RFC 3550 says', () => {
    expect(windowOf(10, 26, 26).figures(2000).jitterMs).toBeCloseTo(1 - 1 / 16);
  });

  it('keep the chart at two minutes', () => {
    expect(windowOf(...Array(200).fill(1)).samples()).toHaveLength(120);
  });
});
