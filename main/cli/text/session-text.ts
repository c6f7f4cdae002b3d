/** Game sessions as text. */
import type { GameSession } from '../../../shared/model/metrics.ts';
import type { Io } from '../io.ts';
import { type Column, plain, table } from '../table.ts';
import { duration, milliseconds, moment, percent } from './units.ts';

type Pen = Pick<Io, 'style'>;

const right = (title: string): Column => ({ title, align: 'right' });
const PEER_COLUMNS: readonly Column[] = [
  { title: '  PLAYER' },
  ...['LATENCY', 'P95', 'P99', 'MAX', 'JITTER', 'LOSS'].map(right),
];
const LIST_COLUMNS: readonly Column[] = [
  { title: 'NAME' },
  { title: 'BEGAN' },
  right('LASTED'),
  right('PLAYERS'),
];

/** One session with its players' figures. */
export function sessionText({ name, startedAt, endedAt, peers }: GameSession, io: Pen): string {
  const lasted = endedAt === null ? 'still running' : duration(endedAt - startedAt);
  const rows = peers.map(({ name, latency }) => [
    `  ${plain(name)}`,
    ...[latency.medianMs, latency.p95Ms, latency.p99Ms, latency.maxMs, latency.jitterMs].map(milliseconds),
    percent(latency.lossRatio),
  ]);
  const [head = '', ...lines] = table(PEER_COLUMNS, rows);
  return [
    `${io.style('bold', plain(name))}, ${moment(startedAt)}, ${lasted}`,
    ...(peers.length === 0 ? ['  Nobody else was measured in it.'] : [io.style('dim', head), ...lines]),
  ].join('\n');
}

/** All of them, one a line. */
export function sessionsText(sessions: readonly GameSession[], io: Pen): string {
  if (sessions.length === 0) return 'No game session yet: lanrage session start NAME';
  const rows = sessions.map(({ name, startedAt, endedAt, peers }) => [
    plain(name),
    moment(startedAt),
    endedAt === null ? 'running' : duration(endedAt - startedAt),
    String(peers.length),
  ]);
  const [head = '', ...lines] = table(LIST_COLUMNS, rows);
  return [io.style('dim', head), ...lines].join('\n');
}
