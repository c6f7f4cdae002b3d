import type { LogLevel } from './log.ts';

/** One line on its way to the sinks: redacted, with plain values only. */
export interface LogLine {
  readonly time: Date;
  readonly level: LogLevel;
  /** Dotted, e.g. `engine.nat`; empty for the root. */
  readonly area: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Writes a line as text without its newline. */
export type LogFormat = (line: LogLine) => string;

/** Where lines go. `write` must not throw; a sink that cannot write says so on standard error. */
export interface LogSink {
  write(line: LogLine): void;
}
