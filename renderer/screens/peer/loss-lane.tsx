import { usePlotArea } from 'recharts';
import type { Second } from '../../model/seconds.ts';

const HEIGHT = 10;
/** Between the axis and the lane, so that a mark never looks like a part of the line. */
const CLEAR = 4;
/** From the axis down to what stands below the lane. */
export const LANE_DEPTH = CLEAR + HEIGHT + 4;
const ARM = 2.5;
const LEAST_HALF = 2;

interface LossLaneProps {
  readonly rows: readonly Second[];
  /** What the left edge stands for, as `ago`. */
  readonly first: number;
}

/** Under the axis, as tall as the share that was lost: a × for a second that lost something, a block for several on end. */
export function LossLane({ rows, first }: LossLaneProps) {
  const plot = usePlotArea();
  if (plot === undefined || rows.length < 2) return null;
  const step = plot.width / (rows.length - 1);
  const middle = plot.y + plot.height + CLEAR + HEIGHT / 2;
  const lossAt = (i: number) => rows[i]?.lossRatio ?? 0;
  let crosses = '';
  let blocks = '';
  rows.forEach(({ ago }, i) => {
    if (lossAt(i) === 0 || ago < first) return;
    const x = plot.x + (1 - ago / first) * plot.width;
    const half = Math.max(LEAST_HALF, (lossAt(i) * HEIGHT) / 2);
    if (lossAt(i - 1) + lossAt(i + 1) > 0) {
      // A hair wider than its second, so that no seam shows between two of them.
      blocks += `M${x - step / 2 - 0.1} ${middle - half}h${step + 0.2}v${2 * half}h${-step - 0.2}z`;
      return;
    }
    // The one after the next may have a mark, too: they must not run into each other.
    const arm = lossAt(i - 2) + lossAt(i + 2) > 0 ? Math.min(ARM, step * 0.8) : ARM;
    crosses += `M${x - arm} ${middle - half}l${2 * arm} ${2 * half}m0 ${-2 * half}l${-2 * arm} ${2 * half}`;
  });
  return (
    <>
      <path d={blocks} fill="var(--quality-poor)" />
      <path d={crosses} stroke="var(--quality-poor)" strokeWidth={1.5} fill="none" />
    </>
  );
}
