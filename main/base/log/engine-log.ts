import { join } from 'node:path';
import type { Settings } from '../../../shared/model/settings.ts';
import { createConsoleSink } from './console-sink.ts';
import { createLog } from './create-log.ts';
import { createFileSink } from './file-sink.ts';
import { humanFormat } from './human-format.ts';
import { jsonFormat } from './json-format.ts';
import type { Log, LogLevel } from './log.ts';
import type { LogFormat } from './log-line.ts';
import { keepRecentLines, type RecentLines } from './recent-lines.ts';

export interface EngineLog {
  readonly log: Log;
  /** What was logged last, for screens and reports. */
  readonly recent: RecentLines;
  /** Takes up level and format; from the next line on. */
  follow(settings: Pick<Settings, 'logLevel' | 'logFormat'>): void;
}

/**
 * The log of a process that runs for long: on standard error, and in `<dataDir>/logs/lanrage.log` where there is a
 * data directory. Starts at info, until the settings are read.
 * @param fixedLevel - from the environment; goes before the setting.
 */
export function openEngineLog(dataDir: string | null, fixedLevel: LogLevel | null): EngineLog {
  let level: LogLevel = 'info';
  let json = false;
  const format: LogFormat = (line) => (json ? jsonFormat(line) : humanFormat(line));
  const console = createConsoleSink(format);
  const path = dataDir === null ? null : join(dataDir, 'logs', 'lanrage.log');
  const file = path === null ? [] : [createFileSink({ path, format, fallback: console })];
  const recent = keepRecentLines();
  return {
    log: createLog({ level: () => fixedLevel ?? level, sinks: [console, ...file, recent] }),
    recent,
    follow({ logLevel, logFormat }) {
      level = logLevel;
      json = logFormat === 'json';
    },
  };
}
