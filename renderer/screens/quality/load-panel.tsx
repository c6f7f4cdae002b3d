import type { MetricsView } from '../../../shared/model/metrics.ts';
import { FactList } from '../../components/fact-list.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatBytes, formatRatio } from '../../model/format.ts';
import { texts } from '../../texts.ts';

/** What LANrage itself takes of this computer. */
export function LoadPanel({ metrics: { system, recording } }: { readonly metrics: MetricsView }) {
  const t = texts().qualityScreen.load;
  const { none } = texts().units;
  const ratio = (value: number | null): string => (value === null ? none : formatRatio(value));
  return (
    <Panel title={t.title}>
      <FactList
        as="row"
        facts={[
          [t.cpu, ratio(system.ownCpuRatio)],
          [t.memory, formatBytes(system.ownMemoryBytes)],
          [t.system, ratio(system.cpuRatio)],
        ]}
      />
      {recording.slowdown > 1 && (
        <p className="muted">
          {t.slowdown(new Intl.NumberFormat(texts().locale).format(recording.slowdown))}
        </p>
      )}
    </Panel>
  );
}
