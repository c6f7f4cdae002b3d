/** One word for how a link plays. Limits: good for shooters, fair for most games. */
import type { PeerView } from '../../shared/model/snapshot.ts';

export type Quality = 'good' | 'fair' | 'poor';

interface Limits {
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly lossRatio: number;
}

export const GOOD: Limits = { latencyMs: 60, jitterMs: 10, lossRatio: 0.005 };
export const FAIR: Limits = { latencyMs: 120, jitterMs: 25, lossRatio: 0.02 };

/** @returns null while nothing was measured or nothing comes back. */
export function judge(peer: Pick<PeerView, 'latencyMs' | 'jitterMs' | 'lossRatio'>): Quality | null {
  if (peer.latencyMs === null) return null;
  if (within(peer, GOOD)) return 'good';
  return within(peer, FAIR) ? 'fair' : 'poor';
}

/** The same for one figure alone, so that a good one is not blamed for another. @returns null where it was not measured. */
export function judgeFigure(figure: keyof Limits, value: number | null): Quality | null {
  return value === null ? null : judge({ latencyMs: 0, jitterMs: null, lossRatio: null, [figure]: value });
}

function within({ latencyMs, jitterMs, lossRatio }: Parameters<typeof judge>[0], limits: Limits): boolean {
  return (
    (latencyMs ?? 0) <= limits.latencyMs &&
    (jitterMs ?? 0) <= limits.jitterMs &&
    (lossRatio ?? 0) < limits.lossRatio
  );
}
