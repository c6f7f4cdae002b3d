import { describe, expect, it } from 'vitest';
import { readSystem } from '../../../../../../main/engine/machine/read-system.ts';
import { formatPrometheus } from '../../../../../../main/engine/telemetry/metrics/export/prometheus.ts';
import { createMetrics } from '../../../../../../main/engine/telemetry/metrics/metrics.ts';
import type { MetricsView } from '../../../../../../shared/model/metrics.ts';
import { quietLog } from '../history/history-rig.ts';
import { noonClock } from '../noon.ts';

function viewOf(name: string): MetricsView {
  const clock = noonClock();
  const metrics = createMetrics({ clock, log: quietLog, databasePath: null, readSystem });
  metrics.setName('peer:a', name);
  metrics.setState('peer:a', 'connected');
  metrics.setName('target:b', 'silent');
  for (let second = 0; second < 20; second++) {
    metrics.recordLatency('peer:a', { at: clock.wallMs, rttMs: 25 });
    metrics.recordLatency('target:b', { at: clock.wallMs, rttMs: null });
    metrics.recordTraffic('peer:a', { rxBytes: second * 1000, txBytes: 0 });
    metrics.message('echo.request', 'sent', 40);
    clock.advance(1000);
  }
  metrics.connectionFailed('peer:a', 'peer.handshake-timeout');
  metrics.setVersions(new Map([['a', '1.0.0']]));
  const view = metrics.view();
  metrics.close();
  return view;
}

/** Reads the format by its grammar; throws at the first line that isn't in it. */
function parse(text: string): Map<string, number> {
  const values = new Map<string, number>();
  const types = new Map<string, string>();
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    if (comment !== null) {
      if (comment[1] === 'TYPE') {
        expect(types.has(comment[2] ?? '')).toBe(false);
        types.set(comment[2] ?? '', comment[3] ?? '');
      }
      continue;
    }
    const label = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
    const sample = new RegExp(`^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{${label}(?:,${label})*\\})? (\\S+)$`).exec(
      line,
    );
    if (sample === null) throw new Error(`not in the format: ${line}`);
    const [, name = '', labels = '', value] = sample;
    expect(types.get(name)).toBe(name.endsWith('_total') ? 'counter' : 'gauge');
    expect(values.has(name + labels)).toBe(false);
    values.set(name + labels, Number(value));
  }
  return values;
}

describe('the text for Prometheus', () => {
  const values = parse(formatPrometheus(viewOf('Anna')));

  it('is in seconds and bytes, with help and type', () => {
    const anna = 'subject="peer:a",name="Anna"';
    expect(values.get(`lanrage_latency_seconds{${anna},stat="p95"}`)).toBeCloseTo(0.025);
    expect(values.get(`lanrage_loss_ratio{${anna}}`)).toBe(0);
    expect(values.get(`lanrage_received_bytes_total{${anna}}`)).toBe(19_000);
    expect(values.get(`lanrage_state{${anna},state="connected"}`)).toBe(1);
    expect(values.get('lanrage_messages_total{type="echo.request",direction="sent"}')).toBe(20);
    expect(values.get('lanrage_connection_failures_total{reason="peer.handshake-timeout"}')).toBe(1);
    expect(values.get('lanrage_members{version="1.0.0"}')).toBe(1);
    expect(values.get('lanrage_sampling_slowdown')).toBe(1);
  });

  it('leaves out what is unknown, rather than saying 0', () => {
    expect(
      [...values.keys()].filter((key) => /silent/.test(key) && /latency|quality|bytes/.test(key)),
    ).toEqual([]);
    expect(values.get('lanrage_loss_ratio{subject="target:b",name="silent"}')).toBe(1);
  });

  it.each([
    ['quotes', 'An"na', 'An\\"na'],
    ['backslashes', 'An\\na', 'An\\\\na'],
    ['line ends', 'An\nna', 'An\\nna'],
    ['braces and spaces', '} 1 {', '} 1 {'],
  ])('escapes %s in names', (_, name, escaped) => {
    const parsed = parse(formatPrometheus(viewOf(name)));
    expect(parsed.get(`lanrage_loss_ratio{subject="peer:a",name="${escaped}"}`)).toBe(0);
  });
});
