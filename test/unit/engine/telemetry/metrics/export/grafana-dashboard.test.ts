import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatPrometheus } from '../../../../../../main/engine/telemetry/metrics/export/prometheus.ts';
import { createMetrics } from '../../../../../../main/engine/telemetry/metrics/metrics.ts';
import { quietLog } from '../history/history-rig.ts';
import { noonClock } from '../noon.ts';

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly gridPos: { readonly x: number; readonly w: number };
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
}

const text = readFileSync(new URL('../../../../../../docs/grafana-dashboard.json', import.meta.url), 'utf8');
const dashboard = JSON.parse(text) as Dashboard;
const targets = dashboard.panels.flatMap((panel) => panel.targets);

/** Metric → its labels, of an engine that has something to say of each. */
function offered(): Map<string, Set<string>> {
  const clock = noonClock();
  const readSystem = () => ({
    cpuBusyMs: clock.now() / 2,
    cpuTotalMs: clock.now(),
    memoryUsedBytes: 1e9,
    memoryTotalBytes: 2e9,
    ownCpuMs: clock.now() / 100,
    ownMemoryBytes: 5e7,
    ownHeapBytes: 2e7,
  });
  const metrics = createMetrics({ clock, log: quietLog, databasePath: null, readSystem });
  metrics.setName('peer:a', 'Anna');
  for (let second = 0; second < 30; second++) {
    metrics.recordLatency('peer:a', { at: clock.wallMs, rttMs: second });
    metrics.recordTraffic('peer:a', { rxBytes: second, txBytes: second });
    clock.advance(1000);
  }
  metrics.message('echo.request', 'sent', 40);
  metrics.connectionFailed('peer:a', 'peer.handshake-timeout');
  const families = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of formatPrometheus(metrics.view()).matchAll(
    /^(lanrage_\w+)(?:\{(.*)\})? /gm,
  )) {
    families.set(name, new Set([...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label)));
  }
  metrics.close();
  return families;
}

describe('the Grafana dashboard', () => {
  const families = offered();
  /** Prometheus itself adds where it fetched from. */
  const labelsOf = (name: string) => new Set([...(families.get(name) ?? []), 'instance']);

  it.each(targets.map(({ expr, legendFormat }) => [expr, legendFormat]))(
    'asks for what there is: %s',
    (expr, legend) => {
      const [, name = '', selector = ''] = /(lanrage_\w+)\{([^}]*)\}/.exec(expr) ?? [];
      expect([...families.keys()]).toContain(name);
      const used = [...selector.matchAll(/(\w+)=/g), ...legend.matchAll(/\{\{(\w+)\}\}/g)].map(
        ([, label]) => label,
      );
      for (const label of used) expect([...labelsOf(name)]).toContain(label);
    },
  );

  it('takes rates of counters and nothing else', () => {
    for (const { expr } of targets) {
      const isRate = /^(rate|increase)\(/.test(expr);
      if (isRate) expect(expr).toMatch(/_total\{/);
    }
  });

  it('has variables for all that its questions leave open, and each panel within the width', () => {
    const variables = new Set(dashboard.templating.list.map(({ name }) => name));
    for (const [, name = ''] of text.matchAll(/\$\{?(\w+)/g)) {
      if (!name.startsWith('__')) expect([...variables]).toContain(name);
    }
    for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});
