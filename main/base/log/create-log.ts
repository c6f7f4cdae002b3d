import { logLevels } from '../../../shared/model/log-levels.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Log, LogFields, LogLevel } from './log.ts';
import { currentLogContext } from './log-context.ts';
import type { LogSink } from './log-line.ts';
import { redactFields, redactText } from './redact.ts';

export interface LogOptions {
  /** Lines below it are dropped; a function is asked for each line, so that a setting takes effect at once. */
  readonly level: LogLevel | (() => LogLevel);
  readonly sinks: readonly LogSink[];
  readonly area?: string;
  readonly clock?: Pick<Clock, 'date'>;
}

/** Makes a log. Each line carries the context of its async chain and goes, redacted, to every sink. Never throws. */
export function createLog({ level, sinks, area = '', clock = systemClock }: LogOptions): Log {
  const lowest = typeof level === 'function' ? level : () => level;

  function write(at: LogLevel, message: string, fields: LogFields = {}): void {
    if (logLevels.indexOf(at) < logLevels.indexOf(lowest())) return;
    const personal = at === 'trace' || at === 'debug';
    const line = {
      time: clock.date(),
      level: at,
      area,
      message: redactText(message, { personal }),
      fields: redactFields({ ...currentLogContext(), ...fields }, { personal }),
    };
    for (const sink of sinks) sink.write(line);
  }

  return {
    trace: (message, fields) => write('trace', message, fields),
    debug: (message, fields) => write('debug', message, fields),
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    child: (name) => createLog({ level, sinks, clock, area: area === '' ? name : `${area}.${name}` }),
  };
}
