import type { Log, LogFields, LogLevel } from '../../main/base/log/log.ts';

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** A log that keeps its lines, its children's included. */
export function recordingLog(lines: LogLine[] = []): Log & { readonly lines: readonly LogLine[] } {
  const write = (level: LogLevel) => (message: string, fields?: LogFields) => {
    lines.push({ level, message, fields });
  };
  return {
    lines,
    trace: write('trace'),
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => recordingLog(lines),
  };
}
