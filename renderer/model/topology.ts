/** Where the map of paths puts its members and which of its pairs it draws. */
import type { TopologyEdge } from '../../shared/model/insight.ts';

export interface MapPoint {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** How a pair is drawn: by kind of way, or by what is wrong with it. */
export type EdgeKind = 'near' | 'direct' | 'relay' | 'tcp' | 'one-way' | 'none' | 'unknown';

export const edgeKinds: readonly EdgeKind[] = [
  'near',
  'direct',
  'relay',
  'tcp',
  'one-way',
  'none',
  'unknown',
];

/** More lines than this show nothing but ink. */
const MEMBERS_IN_FULL = 12;

/** Members on a circle, the first at the top, clockwise. @param size - edge of the square. @param margin - kept free for names. */
export function circle(ids: readonly string[], size: number, margin: number): MapPoint[] {
  const radius = size / 2 - margin;
  return ids.map((id, i) => {
    const angle = (i / Math.max(1, ids.length)) * 2 * Math.PI - Math.PI / 2;
    return {
      id,
      x: size / 2 + (ids.length === 1 ? 0 : Math.cos(angle) * radius),
      y: size / 2 + (ids.length === 1 ? 0 : Math.sin(angle) * radius),
    };
  });
}

export function edgeKind({ reached, path }: Pick<TopologyEdge, 'reached' | 'path'>): EdgeKind {
  if (reached === 'no') return 'none';
  if (reached === 'one-way' || reached === 'unknown') return reached;
  if (path === null) return 'unknown';
  if (path === 'lan') return 'near';
  return path === 'relay' || path === 'tcp' ? path : 'direct';
}

/** All pairs of a small party; of a large one those of this machine, and those that do not reach each other. */
export function drawnEdges(
  edges: readonly TopologyEdge[],
  members: number,
  self: string,
): readonly TopologyEdge[] {
  if (members <= MEMBERS_IN_FULL) return edges;
  return edges.filter(
    ({ a, b, reached }) => a === self || b === self || reached === 'no' || reached === 'one-way',
  );
}
