import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whoHosts } from '../../../../../main/engine/telemetry/insight/who-hosts.ts';
import type { PairLatency } from '../../../../../shared/model/insight.ts';

function pair(from: string, to: string, latencyMs: number | null): PairLatency {
  return { from, to, latencyMs, lossRatio: 0, path: 'punched' };
}

const star = [pair('a', 'b', 10), pair('a', 'c', 60), pair('b', 'c', 50)];

describe('who should host', () => {
  it('is the one whose worst latency to the others is lowest', () => {
    expect(whoHosts(['a', 'b', 'c'], star)).toEqual({
      best: 'b',
      ranking: [
        { peer: 'b', worstMs: 50, meanMs: 30 },
        { peer: 'a', worstMs: 60, meanMs: 35 },
        { peer: 'c', worstMs: 60, meanMs: 55 },
      ],
    });
  });

  it('takes the worse of what both ends measured', () => {
    const { ranking } = whoHosts(['a', 'b'], [pair('a', 'b', 10), pair('b', 'a', 14)]);
    expect(ranking.map(({ worstMs }) => worstMs)).toEqual([14, 14]);
  });

  it('breaks ties by the mean, then by the id', () => {
    const ties = [pair('a', 'b', 40), pair('a', 'c', 40), pair('b', 'c', 10), pair('a', 'd', 40)];
    const all = [...ties, pair('b', 'd', 40), pair('c', 'd', 40)];
    expect(whoHosts(['d', 'c', 'b', 'a'], all).ranking.map(({ peer }) => peer)).toEqual(['b', 'c', 'a', 'd']);
  });

  it('puts those that miss a figure last, however good the rest is', () => {
    const { best, ranking } = whoHosts(
      ['a', 'b', 'c', 'd'],
      [...star, pair('d', 'a', 1), pair('d', 'b', null)],
    );
    expect(best).toBe('a');
    expect(ranking.map(({ peer, worstMs }) => [peer, worstMs])).toEqual([
      ['a', 60],
      ['d', null],
      ['b', null],
      ['c', null],
    ]);
    expect(whoHosts(['a', 'b', 'c'], star.slice(0, 1)).best).toBeNull();
  });

  it('is nobody in a party of one or none', () => {
    expect(whoHosts(['a'], [])).toEqual({
      best: null,
      ranking: [{ peer: 'a', worstMs: null, meanMs: null }],
    });
    expect(whoHosts([], star)).toEqual({ best: null, ranking: [] });
  });

  it('does not depend on the order of members and figures, and nobody has a better worst case', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const figures = fc.array(
      fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids), fc.option(fc.integer({ min: 0, max: 300 }))),
    );
    fc.assert(
      fc.property(figures, (tuples) => {
        const matrix = tuples.map(([from, to, ms]) => pair(from, to, ms));
        const advice = whoHosts(ids, matrix);
        expect(whoHosts(ids.toReversed(), matrix.toReversed())).toEqual(advice);
        const winner = advice.ranking.find(({ peer }) => peer === advice.best);
        for (const { worstMs } of advice.ranking) {
          if (worstMs !== null) expect(winner?.worstMs).toBeLessThanOrEqual(worstMs);
        }
      }),
    );
  });
});
