import { usePlotArea } from 'recharts';
import type { Second } from '../../model/seconds.ts';

export const LANE_HEIGHT = 12;

/** A × under the axis for each second that lost something, as tall as the share that was lost. */
export function LossLane({ seconds }: { readonly seconds: readonly Second[] }) {
  const plot = usePlotArea();
  if (plot === undefined || seconds.length < 2) return null;
  const step = plot.width / (seconds.length - 1);
  // Marks of neighbouring seconds must not run into each other.
  const arm = Math.min(2, step * 0.4);
  const middle = plot.y + plot.height + 2 + LANE_HEIGHT / 2;
  const marks = seconds.flatMap(({ lossRatio }, i) => {
    if (lossRatio === null || lossRatio === 0) return [];
    const half = Math.max(2, (lossRatio * (LANE_HEIGHT - 4)) / 2);
    const x = plot.x + i * step;
    return `M${x - arm} ${middle - half}l${2 * arm} ${2 * half}m0 ${-2 * half}l${-2 * arm} ${2 * half}`;
  });
  return <path d={marks.join('')} stroke="var(--quality-poor)" strokeWidth={1.5} fill="none" />;
}
