/** Who reaches whom, and how: every pair of the party by what its two ends say; pure. */
import type { PairLatency, TopologyEdge } from '../../../../shared/model/insight.ts';

/** From the best way to the worst: where two ends differ, the pair is only as good as its worse end. */
const waysByMerit = ['lan', 'ipv6', 'mapped', 'punched', 'direct', 'relay', 'tcp'] as const;

/** One key for both directions of a pair. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** Draws every pair of members once; a pair that neither end told of is `unknown`. */
export function topology(members: readonly string[], matrix: readonly PairLatency[]): TopologyEdge[] {
  const told = new Map(matrix.map((pair) => [`${pair.from} ${pair.to}`, pair]));
  const sorted = [...members].sort();
  return sorted.flatMap((a, i) =>
    sorted.slice(i + 1).map((b) => edge(a, b, told.get(`${a} ${b}`), told.get(`${b} ${a}`))),
  );
}

function edge(
  a: string,
  b: string,
  there: PairLatency | undefined,
  back: PairLatency | undefined,
): TopologyEdge {
  const ends = [there, back].filter((end) => end !== undefined);
  return {
    a,
    b,
    reached: reached(ends),
    path: ends.map(({ path }) => path).reduce(worsePath, null),
    latencyMs: worst(ends.map(({ latencyMs }) => latencyMs)),
    lossRatio: worst(ends.map(({ lossRatio }) => lossRatio)),
  };
}

/** An end reaches the other when it has a latency: an echo came back, so both ways carry. */
function reached(ends: readonly PairLatency[]): TopologyEdge['reached'] {
  if (ends.length === 0) return 'unknown';
  const reaching = ends.filter(({ latencyMs }) => latencyMs !== null).length;
  if (reaching === ends.length) return 'yes';
  return reaching === 0 ? 'no' : 'one-way';
}

function worsePath(a: PairLatency['path'], b: PairLatency['path']): PairLatency['path'] {
  if (a === null || b === null) return a ?? b;
  return waysByMerit.indexOf(a) > waysByMerit.indexOf(b) ? a : b;
}

function worst(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
