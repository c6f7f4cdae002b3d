import type { TooltipContentProps } from 'recharts';
import type { ChartRow } from '../../model/chart-rows.ts';
import { formatMs, formatRange } from '../../model/format.ts';
import { formatAgo } from '../../model/format-ago.ts';
import { pathWord } from '../../model/path-words.ts';
import { texts } from '../../texts.ts';
import styles from './latency-panel.module.css';

/** One second of the chart, or one span of a longer time, as a line below it: a box over it would hide what is read. */
export function ChartReading({ active, payload }: TooltipContentProps) {
  const row: ChartRow | undefined = payload[0]?.payload;
  if (!active || row === undefined) return null;
  const { chart, peer, units } = texts();
  const { ago, rttMs, lowMs, highMs, sent, lost, path } = row;
  const answer = rttMs === null ? (sent === 0 ? units.none : peer.silent) : formatMs(rttMs);
  const others = [
    ago === 0 ? chart.now : chart.ago(formatAgo(ago)),
    lowMs !== null && highMs !== null && lowMs !== highMs ? formatRange(lowMs, highMs) : null,
    sent > 0 ? chart.lost(lost, sent) : null,
    path === null ? null : pathWord(path),
  ].filter((part) => part !== null);
  return (
    <p className={styles.reading}>
      <strong>{answer}</strong> · {others.join(' · ')}
    </p>
  );
}
