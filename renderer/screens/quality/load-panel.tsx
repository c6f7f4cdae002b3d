import type { MetricsView } from '../../../shared/model/metrics.ts';
import { Panel } from '../../components/panel.tsx';
import { formatBytes, formatRatio } from '../../model/format.ts';
import { texts } from '../../texts.ts';
import styles from './quality-screen.module.css';

/** What LANrage itself takes of this computer. */
export function LoadPanel({ metrics: { system, recording } }: { readonly metrics: MetricsView }) {
  const t = texts().qualityScreen.load;
  const { none } = texts().units;
  const ratio = (value: number | null): string => (value === null ? none : formatRatio(value));
  return (
    <Panel title={t.title}>
      <dl className={styles.load}>
        <div>
          <dt>{t.cpu}</dt>
          <dd>{ratio(system.ownCpuRatio)}</dd>
        </div>
        <div>
          <dt>{t.memory}</dt>
          <dd>{formatBytes(system.ownMemoryBytes)}</dd>
        </div>
        <div>
          <dt>{t.system}</dt>
          <dd>{ratio(system.cpuRatio)}</dd>
        </div>
      </dl>
      {recording.slowdown > 1 && (
        <p className={styles.muted}>
          {t.slowdown(new Intl.NumberFormat(texts().locale).format(recording.slowdown))}
        </p>
      )}
    </Panel>
  );
}
