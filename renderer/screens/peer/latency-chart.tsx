import { useState } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from 'recharts';
import { FLOOR, nextCeiling } from '../../model/ceiling.ts';
import { formatMs, formatRatio } from '../../model/format.ts';
import { FAIR, GOOD } from '../../model/quality.ts';
import type { Second } from '../../model/seconds.ts';
import { texts } from '../../texts.ts';
import styles from './latency-panel.module.css';
import { LANE_HEIGHT, LossLane } from './loss-lane.tsx';

const MARGIN = { top: 8, right: 12, bottom: 0, left: 0 };

interface LatencyChartProps {
  readonly seconds: readonly Second[];
  /** While relayed. */
  readonly dashed: boolean;
}

/** Median line with gaps where nothing came back, and a lane of marks below for what was lost. Nothing is animated. */
export function LatencyChart({ seconds, dashed }: LatencyChartProps) {
  const top = useCeiling(Math.max(0, ...seconds.map(({ rttMs }) => rttMs ?? 0)));
  const first = seconds[0]?.ago ?? 0;
  return (
    <div className={styles.chart}>
      <LineChart
        responsive
        style={{ width: '100%', height: '100%' }}
        data={[...seconds]}
        margin={MARGIN}
        title={texts().chart.title}
      >
        <CartesianGrid vertical={false} stroke="var(--hairline)" />
        {[GOOD.latencyMs, FAIR.latencyMs].map(
          (limit) =>
            limit < top && (
              <ReferenceLine key={limit} y={limit} stroke="var(--text-faint)" strokeDasharray="2 4" />
            ),
        )}
        <XAxis
          dataKey="ago"
          type="number"
          domain={[first, 0]}
          ticks={[-90, -60, -30, 0]}
          tickFormatter={texts().chart.ticks}
          tickMargin={LANE_HEIGHT + 4}
          height={LANE_HEIGHT + 24}
          tickLine={false}
          stroke="var(--edge)"
        />
        <YAxis
          allowDataOverflow
          domain={[0, top]}
          ticks={[0, top / 2, top]}
          width={40}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip content={Reading} isAnimationActive={false} cursor={{ stroke: 'var(--edge)' }} />
        <Line
          dataKey="rttMs"
          stroke="var(--series-1)"
          strokeWidth={2}
          {...(dashed && { strokeDasharray: '6 4' })}
          dot={false}
          isAnimationActive={false}
        />
        <LossLane seconds={seconds} />
      </LineChart>
    </div>
  );
}

function Reading({ active, payload }: TooltipContentProps) {
  const second: Second | undefined = payload[0]?.payload;
  if (!active || second === undefined) return null;
  const { ago, rttMs, lossRatio } = second;
  return (
    <div className={styles.tip}>
      <strong>{rttMs === null ? texts().peer.silent : formatMs(rttMs)}</strong>
      <span>{ago === 0 ? texts().chart.now : texts().chart.ago(ago)}</span>
      {lossRatio !== null && lossRatio > 0 && <span>{texts().link.loss(formatRatio(lossRatio))}</span>}
    </div>
  );
}

/** Follows the highest value; set while rendering, because an effect would draw one frame with the old axis. */
function useCeiling(highestMs: number): number {
  const [ceiling, setCeiling] = useState(FLOOR);
  const next = nextCeiling(ceiling, highestMs, performance.now());
  if (next.ms !== ceiling.ms || next.lowerSince !== ceiling.lowerSince) setCeiling(next);
  return next.ms;
}
