/**
 * What is known now, for Prometheus to fetch: its text format 0.0.4, in seconds and bytes. What is unknown is left out,
 * never 0. Names of people are in it: whoever offers it asks for a token.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import type { MetricsView, Rate, SeriesView } from '../../../../../shared/model/metrics.ts';

export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

type Labels = Readonly<Record<string, string>>;
type Value = readonly [labels: Labels, value: number | null];

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly values: readonly Value[];
}

/** @returns all families that have a value, each with its HELP and TYPE. */
export function formatPrometheus(view: MetricsView): string {
  return [...seriesFamilies(view.series), ...countFamilies(view), ...systemFamilies(view)]
    .map(formatFamily)
    .join('');
}

function seriesFamilies(series: readonly SeriesView[]): Family[] {
  const each = (pick: (one: SeriesView) => number | null): Value[] =>
    series.map((one) => [labelsOf(one), pick(one)]);
  const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);
  const total = (rate: Rate | null | undefined) => rate?.total ?? null;
  return [
    gauge(
      'latency_seconds',
      'Round trip of the last minute',
      series.flatMap((one) =>
        (['min', 'median', 'mean', 'p95', 'p99', 'max'] as const).map(
          (stat): Value => [{ ...labelsOf(one), stat }, seconds(one.latency[`${stat}Ms`])],
        ),
      ),
    ),
    gauge(
      'jitter_seconds',
      'Jitter as RFC 3550 has it',
      each(({ latency }) => seconds(latency.jitterMs)),
    ),
    gauge(
      'loss_ratio',
      'Lost share of the last minute’s probes',
      each(({ latency }) => latency.lossRatio),
    ),
    gauge(
      'loss_longest_burst',
      'Most losses in a row',
      each(({ latency }) => latency.longestBurst),
    ),
    gauge(
      'probes',
      'Probes of the last minute',
      each(({ latency }) => latency.sent),
    ),
    gauge(
      'quality_score',
      'How good the link is, 0 to 100',
      each(({ quality }) => quality?.score ?? null),
    ),
    gauge(
      'state',
      'Always 1, with the state as label',
      series.map((one) => [{ ...labelsOf(one), state: one.state }, 1]),
    ),
    gauge(
      'handshake_age_seconds',
      'Since WireGuard’s last handshake',
      each(({ handshakeAgeMs }) => seconds(handshakeAgeMs)),
    ),
    counter(
      'received_bytes_total',
      'Bytes from a peer',
      each(({ received }) => total(received)),
    ),
    counter(
      'sent_bytes_total',
      'Bytes to a peer',
      each(({ sent }) => total(sent)),
    ),
    counter(
      'received_packets_total',
      'Packets from a peer',
      each(({ receivedPackets }) => total(receivedPackets)),
    ),
    counter(
      'sent_packets_total',
      'Packets to a peer',
      each(({ sentPackets }) => total(sentPackets)),
    ),
    counter(
      'path_changes_total',
      'How often the way to a peer changed',
      each(({ pathChanges }) => pathChanges),
    ),
  ];
}

function countFamilies({ quality, connections, messages, versions }: MetricsView): Family[] {
  const { active, opened, errors = {} } = connections;
  return [
    gauge('party_quality_score', 'How good the party’s links are, 0 to 100', [[{}, quality?.score ?? null]]),
    gauge('connections', 'Links that work now', [[{}, active]]),
    counter('connections_opened_total', 'Links that were made', [[{}, opened]]),
    counter(
      'connection_failures_total',
      'Links that failed',
      Object.entries(errors).map(([reason, count]) => [{ reason }, count]),
    ),
    counter(
      'messages_total',
      'Messages of our own wires',
      messages.flatMap(({ type, sent, received }): Value[] => [
        [{ type, direction: 'sent' }, sent],
        [{ type, direction: 'received' }, received],
      ]),
    ),
    counter(
      'message_bytes_total',
      'Bytes of those messages',
      messages.flatMap(({ type, bytesSent, bytesReceived }): Value[] => [
        [{ type, direction: 'sent' }, bytesSent],
        [{ type, direction: 'received' }, bytesReceived],
      ]),
    ),
    counter(
      'message_failures_total',
      'Messages that could not be sent or understood',
      messages.map(({ type, failed }) => [{ type }, failed]),
    ),
    gauge(
      'members',
      'Members by the version that they run',
      Object.entries(versions).map(([version, members]) => [{ version }, members]),
    ),
  ];
}

function systemFamilies({ system, recording }: MetricsView): Family[] {
  return [
    gauge('cpu_ratio', 'Used share of all cores', [[{}, system.cpuRatio]]),
    gauge('memory_used_bytes', 'Used memory of the machine', [[{}, system.memoryUsedBytes]]),
    gauge('memory_total_bytes', 'Memory of the machine', [[{}, system.memoryTotalBytes]]),
    gauge('process_cpu_ratio', 'What LANrage uses; 1 is one core', [[{}, system.ownCpuRatio]]),
    gauge('process_memory_bytes', 'Resident memory of LANrage', [[{}, system.ownMemoryBytes]]),
    counter('tunnel_received_bytes_total', 'Bytes from all peers', [[{}, system.received.total]]),
    counter('tunnel_sent_bytes_total', 'Bytes to all peers', [[{}, system.sent.total]]),
    gauge('history_recording', 'Always 1, with the state as label', [[{ state: recording.state }, 1]]),
    gauge('history_queued_rows', 'Rows that wait to be written', [[{}, recording.queued]]),
    counter('history_dropped_rows_total', 'Rows that were given up', [[{}, recording.dropped]]),
    gauge('sampling_slowdown', 'By how much sampling is slowed; 1 is as asked', [[{}, recording.slowdown]]),
  ];
}

function labelsOf({ subject, name }: SeriesView): Labels {
  return { subject, name };
}

function gauge(name: string, help: string, values: readonly Value[]): Family {
  return { name: `lanrage_${name}`, type: 'gauge', help, values };
}

function counter(name: string, help: string, values: readonly Value[]): Family {
  return { name: `lanrage_${name}`, type: 'counter', help, values };
}

function formatFamily({ name, type, help, values }: Family): string {
  const lines = values.flatMap(([labels, value]) =>
    value === null ? [] : `${name}${formatLabels(labels)} ${formatNumber(value)}\n`,
  );
  return lines.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function formatNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}
