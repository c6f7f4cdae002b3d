/** The only reader of the environment: every switch of ours, and the folders that systems name there. */
import { fault } from '../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { logLevels } from './log/create-log.ts';
import type { LogLevel } from './log/log.ts';

/** Each switch with what it does, as diagnostics list them. */
export const knobNames = {
  LANRAGE_DATA_DIR: 'folder of settings, keys and logs',
  LANRAGE_LOG_LEVEL: 'trace, debug, info, warn or error; goes before the setting',
  LANRAGE_NO_BROWSER: '1 keeps the headless app from opening a browser',
} as const;

export interface Knobs {
  readonly dataDir: string | null;
  readonly logLevel: LogLevel | null;
  readonly noBrowser: boolean;
  /** Set by the desktop: $XDG_CONFIG_HOME on Linux. */
  readonly xdgConfigHome: string | null;
  /** %APPDATA% on Windows. */
  readonly appData: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the switches; an empty one counts as not set. @fault settings.invalid - a switch has no such value. */
export function readKnobs(environment: Environment = process.env): Result<Knobs, 'settings.invalid'> {
  const read = (name: string) => environment[name] || null;
  const level = read('LANRAGE_LOG_LEVEL');
  const logLevel = logLevels.find((one) => one === level) ?? null;
  if (level !== null && logLevel === null) {
    const detail = `not one of ${logLevels.join(', ')}`;
    return fail(fault('settings.invalid', { key: 'LANRAGE_LOG_LEVEL', detail }));
  }
  return ok({
    dataDir: read('LANRAGE_DATA_DIR'),
    logLevel,
    noBrowser: read('LANRAGE_NO_BROWSER') === '1',
    xdgConfigHome: read('XDG_CONFIG_HOME'),
    appData: read('APPDATA'),
  });
}
