import { usePlotArea } from 'recharts';
import type { Second } from '../../model/seconds.ts';

export const LANE_HEIGHT = 12;
const ARM = 2.5;

interface LossLaneProps {
  readonly rows: readonly Second[];
  /** What the left edge stands for, as `ago`. */
  readonly first: number;
}

/** A × under the axis for each second that lost something, as tall as the share that was lost. */
export function LossLane({ rows, first }: LossLaneProps) {
  const plot = usePlotArea();
  if (plot === undefined || rows.length < 2) return null;
  const step = plot.width / (rows.length - 1);
  const middle = plot.y + plot.height + 2 + LANE_HEIGHT / 2;
  const lossAt = (i: number) => rows[i]?.lossRatio ?? 0;
  const marks = rows.map(({ ago }, i) => {
    if (lossAt(i) === 0 || ago < first) return '';
    // Neighbours must not run into each other, or an outage reads as a pattern.
    const arm = lossAt(i - 1) + lossAt(i + 1) === 0 ? ARM : Math.min(ARM, step * 0.4);
    const half = Math.max(2, (lossAt(i) * (LANE_HEIGHT - 4)) / 2);
    const x = plot.x + (1 - ago / first) * plot.width;
    return `M${x - arm} ${middle - half}l${2 * arm} ${2 * half}m0 ${-2 * half}l${-2 * arm} ${2 * half}`;
  });
  return <path d={marks.join('')} stroke="var(--quality-poor)" strokeWidth={1.5} fill="none" />;
}
