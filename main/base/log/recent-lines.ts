import { logLevels } from '../../../shared/model/log-levels.ts';
import type { LogLineView, LogQuery } from '../../../shared/model/log-line.ts';
import { escapeUnsafe, humanFields } from './human-format.ts';
import type { LogSink } from './log-line.ts';

/** A few hours of an ordinary evening; about 1 MiB at worst. */
const CAPACITY = 2000;
/** A line that is longer says so at its end. */
const TEXT_LIMIT = 500;

/** Reads what was logged last. */
export interface RecentLines {
  /** Newest last, at most `limit` of them. */
  read(query: LogQuery): LogLineView[];
}

/** Keeps the last lines in memory, redacted as in the file, for screens and reports. */
export function keepRecentLines(): RecentLines & LogSink {
  const lines: LogLineView[] = [];
  return {
    write({ time, level, area, message, fields }) {
      const text = [escapeUnsafe(message), ...humanFields(fields)].join(' ');
      const shown = text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)} …` : text;
      lines.push({ at: time.toISOString(), level, area, text: shown });
      if (lines.length > CAPACITY) lines.shift();
    },
    read({ level, contains, limit }) {
      const wanted = contains.toLowerCase();
      const matches = (line: LogLineView): boolean =>
        logLevels.indexOf(line.level) >= logLevels.indexOf(level) &&
        `${line.area} ${line.text}`.toLowerCase().includes(wanted);
      return lines.filter(matches).slice(-limit);
    },
  };
}
