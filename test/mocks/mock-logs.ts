import { logLevels } from '../../shared/model/log-levels.ts';
import type { LogLineView, LogQuery } from '../../shared/model/log-line.ts';

const LINES: readonly Omit<LogLineView, 'at'>[] = [
  { level: 'info', area: 'engine', text: 'engine is up port=8666' },
  { level: 'info', area: 'control', text: 'joined the party members=3' },
  { level: 'debug', area: 'path', text: 'decoys are out peer=jon endpoints=2' },
  { level: 'warn', area: 'path', text: 'relayed: both sides change ports for each destination peer=jon' },
  { level: 'error', area: 'metrics', text: 'history could not be written reason=ENOSPC queued=120' },
];

/** A short evening of lines, one a minute. */
export function logLines({ level, contains, limit }: LogQuery): LogLineView[] {
  return LINES.map((line, i) => ({
    ...line,
    at: new Date(Date.UTC(2026, 10, 21, 20, i)).toISOString(),
  }))
    .filter((line) => logLevels.indexOf(line.level) >= logLevels.indexOf(level))
    .filter(({ text }) => text.toLowerCase().includes(contains.toLowerCase()))
    .slice(-limit);
}
