import { useState } from 'react';
import type { PeerView } from '../../../shared/model/snapshot.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { useSamples } from '../../hooks/use-samples.ts';
import { formatMs, formatRatio } from '../../model/format.ts';
import { toCsv, toSeconds } from '../../model/seconds.ts';
import { SAMPLE_WINDOW_S } from '../../stores/samples.ts';
import { texts } from '../../texts.ts';
import { LatencyChart } from './latency-chart.tsx';
import styles from './latency-panel.module.css';
import { LatencyTable } from './latency-table.tsx';

/** Two minutes of one link, to look at, to read line by line, or to take away. */
export function LatencyPanel({ peer }: { readonly peer: PeerView }) {
  const { chart } = texts();
  const seconds = toSeconds(useSamples(peer.id), SAMPLE_WINDOW_S);
  const [table, setTable] = useState(false);
  const measured = seconds.some(({ lossRatio }) => lossRatio !== null);
  const now = peer.latencyMs === null ? texts().peer.silent : formatMs(peer.latencyMs);

  return (
    <section className={styles.panel} aria-label={chart.title}>
      <h3>{chart.title}</h3>
      {!measured && <p className={styles.waiting}>{chart.waiting}</p>}
      {measured && table && <LatencyTable seconds={seconds} />}
      {measured && !table && (
        <figure>
          <LatencyChart seconds={seconds} dashed={peer.path === 'relay'} />
          <figcaption className="unseen">
            {chart.summary(peer.name, now, formatRatio(peer.lossRatio ?? 0))}
          </figcaption>
        </figure>
      )}
      {measured && (
        <div className={styles.actions}>
          <Button kind="quiet" onClick={() => setTable(!table)}>
            {table ? chart.asChart : chart.asTable}
          </Button>
          <CopyButton kind="quiet" value={toCsv(seconds, chart.csvHeader)} label={chart.copyCsv} />
        </div>
      )}
    </section>
  );
}
