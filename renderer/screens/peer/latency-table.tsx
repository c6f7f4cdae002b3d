import { formatMs, formatRatio } from '../../model/format.ts';
import type { Second } from '../../model/seconds.ts';
import { texts } from '../../texts.ts';
import styles from './latency-panel.module.css';

export function LatencyTable({ seconds }: { readonly seconds: readonly Second[] }) {
  const { columns } = texts().chart;
  const measured = seconds.filter(({ lossRatio }) => lossRatio !== null).toReversed();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable to be scrolled by keys
    <section className={styles.table} tabIndex={0} aria-label={texts().chart.asTable}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.time}</th>
            <th scope="col">{columns.latency}</th>
            <th scope="col">{columns.loss}</th>
          </tr>
        </thead>
        <tbody>
          {measured.map(({ ago, rttMs, lossRatio }) => (
            <tr key={ago}>
              <td>{-ago}</td>
              <td>{rttMs === null ? texts().units.none : formatMs(rttMs)}</td>
              <td>{formatRatio(lossRatio ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
