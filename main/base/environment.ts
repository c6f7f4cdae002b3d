/** The only reader of the environment: every switch of ours, and the folders that systems name there. */
import { fault } from '../../shared/faults/fault.ts';
import { logLevels } from '../../shared/model/log-levels.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { LogLevel } from './log/log.ts';

/** Each switch with what it does, as diagnostics list them. */
export const environmentVariables = {
  LANRAGE_DATA_DIR: 'folder of settings, keys and logs',
  LANRAGE_LOG_LEVEL: 'trace, debug, info, warn or error; goes before the setting',
  LANRAGE_KEY_STORE: "off keeps the desktop app's keys in owner-only files instead of the system's key store",
  LANRAGE_NO_BROWSER: '1 keeps the headless app from opening a browser',
  LANRAGE_PUBLIC_PLACES: 'off asks no public meeting place that is in the settings from the start',
} as const;

/** How HTTP leaves this network, as programs are told everywhere; null: not set. May hold a password. */
export interface ProxySettings {
  /** For `https://` and `wss://`. */
  readonly httpsProxy: string | null;
  /** For `http://` and `ws://`. */
  readonly httpProxy: string | null;
  /** Hosts that are reached without one, separated by commas. */
  readonly noProxy: string | null;
}

export interface Environment {
  readonly dataDir: string | null;
  readonly logLevel: LogLevel | null;
  readonly noBrowser: boolean;
  /** Whether meeting places of the public may be asked that nobody named. */
  readonly publicPlaces: boolean;
  /** Whether private keys may lie under the system's key store. */
  readonly keyStore: boolean;
  /** $HTTPS_PROXY, $HTTP_PROXY, $ALL_PROXY and $NO_PROXY, also in lower case. */
  readonly proxies: ProxySettings;
  /** Set by the desktop: $XDG_CONFIG_HOME on Linux. */
  readonly xdgConfigHome: string | null;
  /** %APPDATA% on Windows. */
  readonly appData: string | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the switches; an empty one counts as not set. @fault settings.invalid - a switch has no such value. */
export function readEnvironment(
  environment: Variables = process.env,
): Result<Environment, 'settings.invalid'> {
  const read = (name: string) => environment[name] || null;
  const readEither = (name: string) => read(name) ?? read(name.toUpperCase());
  const level = read('LANRAGE_LOG_LEVEL');
  const logLevel = logLevels.find((one) => one === level) ?? null;
  if (level !== null && logLevel === null) {
    const options = logLevels.join(', ');
    return fail(
      fault('settings.invalid', { key: 'LANRAGE_LOG_LEVEL', at: '', reason: 'not-one-of', options }),
    );
  }
  return ok({
    dataDir: read('LANRAGE_DATA_DIR'),
    logLevel,
    keyStore: read('LANRAGE_KEY_STORE') !== 'off',
    noBrowser: read('LANRAGE_NO_BROWSER') === '1',
    publicPlaces: read('LANRAGE_PUBLIC_PLACES') !== 'off',
    proxies: {
      httpsProxy: readEither('https_proxy') ?? readEither('all_proxy'),
      httpProxy: readEither('http_proxy') ?? readEither('all_proxy'),
      noProxy: readEither('no_proxy'),
    },
    xdgConfigHome: read('XDG_CONFIG_HOME'),
    appData: read('APPDATA'),
  });
}
