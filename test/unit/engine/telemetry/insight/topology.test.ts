import { describe, expect, it } from 'vitest';
import { topology } from '../../../../../main/engine/telemetry/insight/topology.ts';
import type { PairLatency } from '../../../../../shared/model/insight.ts';

function pair(from: string, to: string, latencyMs: number | null, path: PairLatency['path']): PairLatency {
  return { from, to, latencyMs, lossRatio: 0.01, path };
}

describe('the topology', () => {
  it('has every pair once, also those that nobody told of', () => {
    const edges = topology(['c', 'a', 'b'], [pair('b', 'a', 12, 'lan')]);
    expect(edges).toEqual([
      { a: 'a', b: 'b', reached: 'yes', path: 'lan', latencyMs: 12, lossRatio: 0.01 },
      { a: 'a', b: 'c', reached: 'unknown', path: null, latencyMs: null, lossRatio: null },
      { a: 'b', b: 'c', reached: 'unknown', path: null, latencyMs: null, lossRatio: null },
    ]);
  });

  it('is only as good as the worse end of a pair', () => {
    const [edge] = topology(['a', 'b'], [pair('a', 'b', 12, 'punched'), pair('b', 'a', 30, 'relay')]);
    expect(edge).toMatchObject({ reached: 'yes', path: 'relay', latencyMs: 30 });
  });

  it('shows a pair that works one way only, and one that works not at all', () => {
    const oneWay = topology(['a', 'b'], [pair('a', 'b', 12, 'punched'), pair('b', 'a', null, null)]);
    expect(oneWay).toMatchObject([{ reached: 'one-way', path: 'punched', latencyMs: 12 }]);
    const none = topology(['a', 'b'], [pair('a', 'b', null, 'relay'), pair('b', 'a', null, null)]);
    expect(none).toMatchObject([{ reached: 'no', path: 'relay', latencyMs: null }]);
  });

  it('has no line for somebody who is no member any more', () => {
    expect(topology(['a'], [pair('a', 'gone', 5, 'lan')])).toEqual([]);
  });
});
