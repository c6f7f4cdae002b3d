/** Who should host: the member whose worst latency to the others is lowest; pure. */
import type { HostAdvice, PairLatency } from '../../../../shared/model/insight.ts';
import { pairKey } from './topology.ts';

/**
 * Ranks members as hosts. A pair's latency is the worse of what both ends measured. Members with a missing figure stand
 * last, ties go to the lower mean, then to the smaller id. `best` is null unless somebody's figures are complete.
 */
export function whoHosts(members: readonly string[], matrix: readonly PairLatency[]): HostAdvice {
  const between = new Map<string, number>();
  for (const { from, to, latencyMs } of matrix) {
    if (latencyMs === null) continue;
    const key = pairKey(from, to);
    between.set(key, Math.max(latencyMs, between.get(key) ?? 0));
  }
  const ranking = members
    .map((peer) => {
      const figures = members
        .filter((other) => other !== peer)
        .map((other) => between.get(pairKey(peer, other)) ?? null);
      const known = figures.filter((figure) => figure !== null);
      const isComplete = known.length > 0 && known.length === figures.length;
      return {
        peer,
        worstMs: isComplete ? Math.max(...known) : null,
        meanMs: known.length === 0 ? null : known.reduce((sum, figure) => sum + figure, 0) / known.length,
      };
    })
    .sort(byMerit);
  const [first] = ranking;
  return { best: first !== undefined && first.worstMs !== null ? first.peer : null, ranking };
}

type Candidate = HostAdvice['ranking'][number];

function byMerit(a: Candidate, b: Candidate): number {
  return (
    compare(a.worstMs, b.worstMs) ||
    compare(a.meanMs, b.meanMs) ||
    (a.peer < b.peer ? -1 : Number(a.peer > b.peer))
  );
}

/** Unknown stands after every figure. */
function compare(a: number | null, b: number | null): number {
  if (a === b) return 0;
  return (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY);
}
