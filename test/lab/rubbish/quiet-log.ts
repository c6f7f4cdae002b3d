import type { Log } from '../../../main/base/log/log.ts';

const nothing = (): void => undefined;

/** Keeps nothing: a log that remembers would count as growth. */
export const quietLog: Log = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => quietLog,
};
