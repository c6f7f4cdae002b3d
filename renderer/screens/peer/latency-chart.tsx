import { useState } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { qualityLimits } from '../../../shared/quality.ts';
import { FLOOR, nextCeiling } from '../../model/ceiling.ts';
import { type ChartRow, type ChartSpan, isRelayed, type PathTick, SPAN_S } from '../../model/chart-rows.ts';
import { formatAge, formatMs } from '../../model/format.ts';
import { pathWord } from '../../model/path-words.ts';
import { texts } from '../../texts.ts';
import { ChartReading } from './chart-reading.tsx';
import styles from './latency-panel.module.css';
import { LANE_DEPTH, LossLane } from './loss-lane.tsx';

const MARGIN = { top: 20, right: 12, bottom: 0, left: 0 };
/** Curves follow each other within a second or half a pixel; a line through them stays straight. */
const LINE = { type: 'linear', stroke: 'var(--series-1)', strokeWidth: 2, dot: false } as const;

/** Where a delay stops being good, and where it becomes poor. */
const LIMITS = [
  ['fair', qualityLimits.good.latencyMs],
  ['poor', qualityLimits.fair.latencyMs],
] as const;

/** Whole minutes or hours. */
const X_TICKS: Readonly<Record<ChartSpan, readonly number[]>> = {
  live: [-120, -60, 0],
  quarter: [-900, -600, -300, 0],
  hours: [-7200, -3600, 0],
};

interface LatencyChartProps {
  readonly rows: readonly ChartRow[];
  readonly ticks: readonly PathTick[];
  readonly span: ChartSpan;
  /** Where the point under the pointer is read out. */
  readonly reading: HTMLElement | null;
}

/** Median line over the band of quickest to slowest, dashed while relayed, gaps where nothing came back. Nothing is animated. */
export function LatencyChart({ rows, ticks, span, reading }: LatencyChartProps) {
  const top = useCeiling(Math.max(0, ...rows.map(({ highMs }) => highMs ?? 0)));
  const first = -SPAN_S[span];
  const { limits } = texts().chart;
  return (
    <div className={styles.chart}>
      <ComposedChart
        responsive
        style={{ width: '100%', height: '100%' }}
        data={[...rows]}
        margin={MARGIN}
        title={texts().chart.title}
      >
        <CartesianGrid vertical={false} stroke="var(--grid)" strokeWidth="var(--grid-width)" />
        {LIMITS.map(
          ([name, ms]) =>
            ms < top && (
              <ReferenceLine
                key={name}
                y={ms}
                stroke="var(--text-faint)"
                strokeDasharray="2 4"
                label={{
                  value: limits[name](formatMs(ms)),
                  position: 'insideBottomLeft',
                  offset: 3,
                  fontSize: 11,
                }}
              />
            ),
        )}
        {ticks.map(({ ago, to }) => (
          <ReferenceLine
            key={`${ago} ${to}`}
            x={ago}
            stroke={isRelayed(to) ? 'var(--path-relayed)' : 'var(--quality-good)'}
            label={{ value: pathWord(to), position: 'top', fontSize: 11 }}
          />
        ))}
        <XAxis
          dataKey="ago"
          type="number"
          domain={[first, 0]}
          allowDataOverflow
          ticks={[...X_TICKS[span]]}
          tickFormatter={tickText}
          tickMargin={LANE_DEPTH}
          height={LANE_DEPTH + 20}
          tickLine={false}
          stroke="var(--edge)"
        />
        <YAxis
          allowDataOverflow
          domain={[0, top]}
          ticks={[0, top / 2, top]}
          tickFormatter={formatMs}
          width={52}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip
          content={ChartReading}
          portal={reading}
          filterNull={false}
          isAnimationActive={false}
          cursor={{ stroke: 'var(--edge)' }}
        />
        <Area
          type="linear"
          dataKey="range"
          stroke="none"
          fill="var(--series-1)"
          fillOpacity={0.22}
          activeDot={false}
          isAnimationActive={false}
        />
        <Line {...LINE} dataKey="directMs" isAnimationActive={false} />
        <Line {...LINE} dataKey="relayedMs" strokeDasharray="6 4" isAnimationActive={false} />
        <LossLane rows={rows} first={first} />
      </ComposedChart>
    </div>
  );
}

function tickText(ago: number): string {
  return ago === 0 ? texts().chart.now : texts().chart.tick(formatAge(-ago * 1000));
}

/** Follows the highest value; set while rendering, because an effect would draw one frame with the old axis. */
function useCeiling(highestMs: number): number {
  const [ceiling, setCeiling] = useState(FLOOR);
  const next = nextCeiling(ceiling, highestMs, performance.now());
  if (next.ms !== ceiling.ms || next.lowerSince !== ceiling.lowerSince) setCeiling(next);
  return next.ms;
}
