/** What is measured, as text: an overview with a table, or everything. */
import type { LatencySummary, MetricsView, Rate, SeriesView } from '../../../shared/model/metrics.ts';
import type { QualityWord } from '../../../shared/quality.ts';
import type { Io } from '../io.ts';
import { type Column, plain, table } from '../table.ts';
import { QUALITY_STYLES } from './quality-styles.ts';
import * as unit from './units.ts';

type Pen = Pick<Io, 'style'>;

/** How many members are reached which way. */
export interface PeerDistribution {
  readonly direct: number;
  readonly relayed: number;
  /** On their way, unsteady, lost or away. */
  readonly other: number;
}

const right = (title: string): Column => ({ title, align: 'right' });
const SERIES_COLUMNS: readonly Column[] = [
  { title: 'NAME' },
  { title: 'STATE' },
  ...['LATENCY', 'P95', 'P99', 'JITTER', 'LOSS', 'IN', 'OUT', 'QUALITY'].map(right),
];
const MESSAGE_COLUMNS: readonly Column[] = [
  { title: 'MESSAGE' },
  ...['SENT', 'RECEIVED', 'FAILED', 'BYTES OUT', 'BYTES IN', 'SIZE', 'SIZE P99'].map(right),
];

export function distributionOf({ series }: Pick<MetricsView, 'series'>): PeerDistribution {
  const states = series.filter(({ subject }) => subject.startsWith('peer:')).map(({ state }) => state);
  const here = states.filter((state) => state !== 'disconnected');
  const direct = here.filter((state) => state === 'direct').length;
  const relayed = here.filter((state) => state === 'relayed').length;
  return { direct, relayed, other: here.length - direct - relayed };
}

/** Players first, those that left after the others, then what else is watched. */
function inOrder(series: readonly SeriesView[]): SeriesView[] {
  const rank = ({ subject, state }: SeriesView): number =>
    state === 'disconnected' ? 1 : subject.startsWith('peer:') ? 0 : 2;
  return [...series].sort((a, b) => rank(a) - rank(b));
}

/** In order, and only those series and messages in whose name, state or type the text is, whatever its case. */
export function filterMetrics(view: MetricsView, text: string | null): MetricsView {
  if (text === null) return { ...view, series: inOrder(view.series) };
  const has = (...fields: readonly string[]): boolean =>
    fields.some((field) => field.toLowerCase().includes(text.toLowerCase()));
  return {
    ...view,
    series: inOrder(view.series).filter(({ name, subject, state }) => has(name, subject, state)),
    messages: view.messages.filter(({ type }) => has(type)),
  };
}

/** One screen: what is in force now, and a line for each member and target. @param all - before any filter. */
export function statsTable(view: MetricsView, all: MetricsView, io: Pen): string {
  return [...summaryLines(all, io), '', ...seriesTable(view.series, io)].join('\n');
}

/** Everything that is known. */
export function statsDetailed(view: MetricsView, all: MetricsView, io: Pen): string {
  return [
    ...summaryLines(all, io),
    ...machineLines(all),
    ...(view.messages.length === 0 ? [] : ['', ...messageTable(view, io)]),
    ...view.series.flatMap((series) => ['', ...seriesLines(series, io)]),
  ].join('\n');
}

function summaryLines(view: MetricsView, io: Pen): string[] {
  const { connections, system, messageRates, quality, versions, recording } = view;
  const { direct, relayed, other } = distributionOf(view);
  const lasted =
    connections.durationMedianMs === null
      ? ''
      : `, half of them lasted ${unit.duration(connections.durationMedianMs)}, 99 % up to ${unit.duration(connections.durationP99Ms)}`;
  const { active, opened, failed } = connections;
  const members = Object.entries(versions).map(([name, members]) => `${plain(name)} × ${members}`);
  return [
    `Connections  ${active} active, ${opened} made, ${failed} failed${lasted}`,
    ...errorLines(connections.errors ?? {}),
    `Peers        ${direct} direct, ${relayed} relayed${other === 0 ? '' : `, ${other} not reached or unsteady`}`,
    `In           ${rateText(system.received)}`,
    `Out          ${rateText(system.sent)}`,
    ...(messageRates === undefined
      ? []
      : [
          `Messages     ${unit.number(messageRates.received.perSecond)} in and ${unit.number(messageRates.sent.perSecond)} out a second`,
        ]),
    `Quality      ${quality === null ? 'not known yet' : `${Math.round(quality.score)} of 100, ${inBand(quality.band, io)}, ${quality.trend}`}`,
    ...(members.length === 0 ? [] : [`Versions     ${members.join(', ')}`]),
    ...recordingLines(recording, io),
  ];
}

function errorLines(errors: Readonly<Record<string, number>>): string[] {
  const reasons = Object.entries(errors).map(([reason, times]) => `${reason} × ${times}`);
  return reasons.length === 0 ? [] : [`  failed by  ${reasons.join(', ')}`];
}

/** Only what a person should know: all well is not told. */
function recordingLines({ state, queued, dropped, slowdown }: MetricsView['recording'], io: Pen): string[] {
  const problems = [
    ...(state === 'retrying' ? [`history cannot be written, ${unit.count(queued, 'row')} wait`] : []),
    ...(state === 'off' ? ['history is kept in memory alone'] : []),
    ...(dropped > 0 ? [`${unit.count(dropped, 'row')} of history lost`] : []),
    ...(slowdown > 1 ? [`sampling is ${slowdown} times slower, to spare this computer`] : []),
  ];
  return problems.length === 0 ? [] : [io.style('yellow', `▲ ${problems.join('; ')}`)];
}

function machineLines({ system }: MetricsView): string[] {
  const { cpuRatio, memoryUsedBytes, memoryTotalBytes, ownCpuRatio, ownMemoryBytes } = system;
  return [
    `Computer     ${cpuRatio === null ? '' : `${unit.percent(cpuRatio)} of its processor, `}${unit.bytes(memoryUsedBytes)} of ${unit.bytes(memoryTotalBytes)} memory`,
    `LANrage      ${ownCpuRatio === null ? '' : `${unit.percent(ownCpuRatio)} of one core, `}${unit.bytes(ownMemoryBytes)}`,
  ];
}

function seriesTable(series: readonly SeriesView[], io: Pen): string[] {
  if (series.length === 0) return ['Nothing to show.'];
  const rows = series.map(({ name, state, latency, received, sent, quality }) => [
    plain(name),
    state,
    ...[latency.medianMs, latency.p95Ms, latency.p99Ms, latency.jitterMs].map(unit.milliseconds),
    unit.percent(latency.lossRatio),
    unit.bytesPerSecond(received?.perSecond ?? null),
    unit.bytesPerSecond(sent?.perSecond ?? null),
    quality === null ? unit.UNKNOWN : `${Math.round(quality.score)} ${quality.band}`,
  ]);
  const [head = '', ...lines] = table(SERIES_COLUMNS, rows);
  return [io.style('dim', head), ...lines.map((line, i) => colourBand(line, series[i]?.quality?.band, io))];
}

function messageTable({ messages }: MetricsView, io: Pen): string[] {
  const rows = [...messages]
    .sort((a, b) => a.type.localeCompare(b.type))
    .map((one) => [
      plain(one.type),
      ...[one.sent, one.received, one.failed].map(String),
      ...[one.bytesSent, one.bytesReceived, one.sizeMedian, one.sizeP99].map(unit.bytes),
    ]);
  const [head = '', ...lines] = table(MESSAGE_COLUMNS, rows);
  return [io.style('dim', head), ...lines];
}

function seriesLines(series: SeriesView, io: Pen): string[] {
  const { name, subject, state, latency, received, sent, quality, pathChanges, handshakeAgeMs } = series;
  return [
    `${io.style('bold', plain(name))}  ${subject}, ${state}`,
    ...latencyLines(latency),
    ...(received === null ? [] : [`  In         ${rateText(received)}${packets(series.receivedPackets)}`]),
    ...(sent === null ? [] : [`  Out        ${rateText(sent)}${packets(series.sentPackets)}`]),
    ...(quality === null
      ? []
      : [`  Quality    ${Math.round(quality.score)} of 100, ${inBand(quality.band, io)}, ${quality.trend}`]),
    ...(received === null
      ? []
      : [`  Path       ${unit.count(pathChanges, 'change')}, handshake ${handshakeText(handshakeAgeMs)}`]),
  ];
}

/** The last minute, or the whole of a test or session. */
export function latencyLines(latency: LatencySummary): string[] {
  const { sent, lost, minMs, medianMs, meanMs, p95Ms, p99Ms, maxMs, jitterMs } = latency;
  const burst = latency.longestBurst > 1 ? `, up to ${latency.longestBurst} in a row` : '';
  const pattern = latency.lossPattern === 'none' ? '' : `, ${PATTERNS[latency.lossPattern]}`;
  return [
    ...(medianMs === null
      ? []
      : [
          `  Latency    median ${unit.milliseconds(medianMs)}, mean ${unit.milliseconds(meanMs)}, ${unit.milliseconds(minMs)} to ${unit.milliseconds(maxMs)}`,
          `             p95 ${unit.milliseconds(p95Ms)}, p99 ${unit.milliseconds(p99Ms)}, jitter ${unit.milliseconds(jitterMs)}`,
        ]),
    sent === 0
      ? '  Loss       nothing was sent yet'
      : `  Loss       ${unit.percent(latency.lossRatio)}: ${lost} of ${sent}${burst}${pattern}`,
  ];
}

const PATTERNS = { random: 'scattered', burst: 'in bursts' } as const;

function rateText({ perSecond, peak, total, utilisation }: Rate): string {
  const used = utilisation === undefined ? '' : `, ${unit.percent(utilisation)} of what the link carries`;
  return `${unit.bytesPerSecond(perSecond)} now, ${unit.bytesPerSecond(peak)} at most, ${unit.bytes(total)} in all${used}`;
}

function packets(rate: Rate | undefined): string {
  return rate === undefined ? '' : `, ${rate.total} packets`;
}

function handshakeText(ageMs: number | null): string {
  return ageMs === null ? 'never' : `${unit.duration(ageMs)} ago`;
}

function inBand(band: QualityWord, io: Pen): string {
  return io.style(QUALITY_STYLES[band], band);
}

/** Coloured after the layout, which counts visible characters. The band stands last. */
function colourBand(line: string, band: QualityWord | undefined, io: Pen): string {
  return band !== undefined && line.endsWith(band) ? line.slice(0, -band.length) + inBand(band, io) : line;
}
