import { Table } from '../../components/table.tsx';
import { formatMs, formatRange } from '../../model/format.ts';
import { formatAgo } from '../../model/format-ago.ts';
import type { Second } from '../../model/seconds.ts';
import { texts } from '../../texts.ts';
import styles from './latency-panel.module.css';

export function LatencyTable({ rows }: { readonly rows: readonly Second[] }) {
  const { chart, units } = texts();
  const measured = rows.filter(({ lossRatio }) => lossRatio !== null).toReversed();
  return (
    <div className={styles.table}>
      <Table
        label={chart.asTable}
        head={
          <>
            <th scope="col">{chart.columns.time}</th>
            <th scope="col">{chart.columns.latency}</th>
            <th scope="col">{chart.columns.range}</th>
            <th scope="col">{chart.columns.loss}</th>
          </>
        }
      >
        {measured.map(({ ago, rttMs, lowMs, highMs, sent, lost }) => (
          <tr key={ago}>
            <td>{formatAgo(ago)}</td>
            <td>{rttMs === null ? units.none : formatMs(rttMs)}</td>
            <td>{lowMs === null || highMs === null ? units.none : formatRange(lowMs, highMs)}</td>
            <td>{chart.lostOf(lost, sent)}</td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
