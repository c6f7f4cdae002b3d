import type { logLevels } from '../../../shared/model/log-levels.ts';

/** Data of a log line. Values are plain; secrets are redacted before any sink sees them. */
export type LogFields = Readonly<Record<string, unknown>>;

export type LogLevel = (typeof logLevels)[number];

/**
 * A place to write log lines, passed in and never global. Messages are constant, data goes in fields.
 * trace: per packet · debug: decisions, addresses and names · info: what a user would notice · warn: wake someone ·
 * error: stopped. Writing never throws and never fails the operation that it describes.
 */
export interface Log {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log of a narrower area, e.g. `nat` under `engine` writes as `engine.nat`. */
  child(area: string): Log;
}
