/** History as CSV or JSON, in chunks, so that a year of it never stands in memory as a whole. */
import type { History, HistoryPoint, HistoryQuery, Subject } from '../../../../../shared/model/metrics.ts';

export interface ExportRange {
  readonly subject: Subject;
  /** Wall-clock ms; `to` is not included. */
  readonly from: number;
  readonly to: number;
  /** As fine as this; coarser where history is. 1000 or more. */
  readonly stepMs: number;
}

/** Answers a question to history: {@link Metrics.query}. */
export type HistorySource = (query: HistoryQuery) => History;

/** Points of one question; a chunk takes a few milliseconds. */
const CHUNK_POINTS = 1800;

const columns = [
  'sent',
  'lost',
  'minMs',
  'medianMs',
  'meanMs',
  'p95Ms',
  'p99Ms',
  'maxMs',
  'jitterMs',
  'receivedBytes',
  'sentBytes',
] as const satisfies readonly (keyof HistoryPoint)[];
const loadColumns = ['cpuRatio', 'ownCpuRatio', 'memoryUsedBytes', 'ownMemoryBytes'] as const;

/** Yields a heading and lines as RFC 4180 has them; empty cells for what is unknown. Times are ISO 8601 in UTC. */
export function* historyCsv(source: HistorySource, range: ExportRange): Generator<string> {
  yield `${['time', 'subject', 'stepMs', ...columns, ...loadColumns].join(',')}\r\n`;
  const subject = csvCell(range.subject);
  for (const { stepMs, points } of chunks(source, range)) {
    yield points.map((point) => `${csvLine(point, subject, stepMs)}\r\n`).join('');
  }
}

/** Yields one JSON object `{subject, from, to, points: [{stepMs, …point}]}`. */
export function* historyJson(source: HistorySource, range: ExportRange): Generator<string> {
  const { subject, from, to } = range;
  yield `${JSON.stringify({ subject, from, to }).slice(0, -1)},"points":[`;
  let separator = '\n';
  for (const { stepMs, points } of chunks(source, range)) {
    for (const point of points) {
      yield separator + JSON.stringify({ stepMs, ...point });
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}

/**
 * A cell of CSV. Text that a spreadsheet would take for a formula is made plain by an apostrophe: names come
 * from other people.
 */
export function csvCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function* chunks(source: HistorySource, { subject, from, to, stepMs }: ExportRange): Generator<History> {
  const widthMs = CHUNK_POINTS * stepMs;
  let last = Number.NEGATIVE_INFINITY;
  // Chunks begin at whole steps, so that none is cut in two.
  for (let begin = Math.floor(from / stepMs) * stepMs; begin < to; begin += widthMs) {
    const end = Math.min(to, begin + widthMs);
    const history = source({ subject, from: begin, to: end, points: CHUNK_POINTS });
    // Where history is coarser than asked, a point may lie in two chunks.
    const points = history.points.filter(({ at }) => at > last);
    last = points.at(-1)?.at ?? last;
    if (points.length > 0) yield { ...history, points };
  }
}

function csvLine(point: HistoryPoint, subject: string, stepMs: number): string {
  const figures = columns.map((column) => point[column] ?? '');
  const load = loadColumns.map((column) => point.load?.[column] ?? '');
  return [new Date(point.at).toISOString(), subject, stepMs, ...figures, ...load].join(',');
}
