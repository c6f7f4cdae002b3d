import type { LogFormat } from './log-line.ts';

/** One JSON object a line, for programs. A field never replaces what every line has: it stands in `fields`. */
export const jsonFormat: LogFormat = ({ time, level, area, message, fields }) =>
  JSON.stringify({ time: time.toISOString(), level, area, message, fields });
