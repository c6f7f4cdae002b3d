import { useState } from 'react';
import type { PeerView } from '../../../shared/model/snapshot.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { useChartRows } from '../../hooks/use-chart-rows.ts';
import { type ChartSpan, chartSpans } from '../../model/chart-rows.ts';
import { formatMs, formatRatio } from '../../model/format.ts';
import { toCsv } from '../../model/seconds.ts';
import { texts } from '../../texts.ts';
import { LatencyChart } from './latency-chart.tsx';
import styles from './latency-panel.module.css';
import { LatencyTable } from './latency-table.tsx';

/** One link over time, to look at, to read second by second, or to take away. */
export function LatencyPanel({ peer }: { readonly peer: PeerView }) {
  const { chart } = texts();
  const [span, setSpan] = useState<ChartSpan>('live');
  const [table, setTable] = useState(false);
  const live = useChartRows(peer, span);
  // While it is read, it holds still.
  const [held, setHeld] = useState<typeof live | null>(null);
  const [reading, setReading] = useState<HTMLElement | null>(null);
  const { rows, ticks, loaded } = held ?? live;
  const measured = rows.some(({ lossRatio }) => lossRatio !== null);
  const now = peer.latencyMs === null ? texts().peer.silent : formatMs(peer.latencyMs);
  const hold = () => setHeld((before) => before ?? live);
  const release = () => setHeld(null);

  return (
    <section className={styles.panel} aria-label={chart.title}>
      <div className={styles.head}>
        <h3>{chart.title}</h3>
        <fieldset className={styles.spans}>
          <legend className="unseen">{chart.spansLabel}</legend>
          {chartSpans.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === span}
              onClick={() => {
                setSpan(one);
                release();
              }}
            >
              {chart.spans[one]}
            </button>
          ))}
        </fieldset>
      </div>
      {!measured && (
        <p className={styles.waiting}>{loaded && span !== 'live' ? chart.empty : chart.waiting}</p>
      )}
      {measured && table && <LatencyTable rows={rows} />}
      {measured && !table && (
        <figure
          onMouseEnter={hold}
          onMouseLeave={release}
          onFocus={hold}
          onBlur={release}
          data-held={held !== null || undefined}
        >
          <LatencyChart rows={rows} ticks={ticks} span={span} reading={reading} />
          <figcaption className={styles.caption}>
            <span className="unseen">
              {chart.summary(peer.name, chart.spanWords[span], now, formatRatio(peer.lossRatio ?? 0))}
            </span>
            <p>
              {`${chart.legend.relayed} · ${chart.legend.loss}`}
              {held !== null && ` · ${chart.held}`}
            </p>
            <div ref={setReading} />
          </figcaption>
        </figure>
      )}
      {measured && (
        <div className={styles.actions}>
          <Button kind="quiet" onClick={() => setTable(!table)}>
            {table ? chart.asChart : chart.asTable}
          </Button>
          <CopyButton kind="quiet" value={toCsv(rows, chart.csvHeader)} label={chart.copyCsv} />
        </div>
      )}
    </section>
  );
}
