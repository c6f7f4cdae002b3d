import { expect, it } from 'vitest';
import { dataDirectory } from '../../../main/base/data-directory.ts';
import { environmentVariables, readEnvironment } from '../../../main/base/environment.ts';

const proxies = { httpsProxy: null, httpProxy: null, noProxy: null };

it('reads every switch that it lists', () => {
  const environment = {
    LANRAGE_DATA_DIR: '/data',
    LANRAGE_LOG_LEVEL: 'debug',
    LANRAGE_KEY_STORE: 'off',
    LANRAGE_NO_BROWSER: '1',
    LANRAGE_PUBLIC_PLACES: 'off',
  };
  expect(Object.keys(environment)).toEqual(Object.keys(environmentVariables));
  expect(readEnvironment({ ...environment, XDG_CONFIG_HOME: '/x', APPDATA: 'C:\\a' })).toEqual({
    ok: true,
    value: {
      dataDir: '/data',
      logLevel: 'debug',
      keyStore: false,
      noBrowser: true,
      publicPlaces: false,
      proxies,
      xdgConfigHome: '/x',
      appData: 'C:\\a',
    },
  });
});

it('counts an empty switch as not set', () => {
  const nothing = {
    dataDir: null,
    logLevel: null,
    keyStore: true,
    noBrowser: false,
    publicPlaces: true,
    proxies,
    xdgConfigHome: null,
    appData: null,
  };
  expect(readEnvironment({})).toEqual({ ok: true, value: nothing });
  expect(readEnvironment({ LANRAGE_DATA_DIR: '', LANRAGE_LOG_LEVEL: '' })).toEqual({
    ok: true,
    value: nothing,
  });
});

it('reads the proxies under any of their usual names', () => {
  const read = (variables: Record<string, string>) => {
    const environment = readEnvironment(variables);
    return environment.ok ? environment.value.proxies : null;
  };
  const https = { ...proxies, httpsProxy: 'http://p:1' };
  expect(read({ HTTPS_PROXY: 'http://p:1' })).toEqual(https);
  expect(read({ https_proxy: 'http://p:1', HTTPS_PROXY: 'http://q:1', ALL_PROXY: 'http://r:1' })).toEqual({
    ...https,
    httpProxy: 'http://r:1',
  });
  expect(read({ HTTP_PROXY: 'p', NO_PROXY: '*' })).toEqual({ ...proxies, httpProxy: 'p', noProxy: '*' });
});

it('refuses a log level that is none', () => {
  expect(readEnvironment({ LANRAGE_LOG_LEVEL: 'loud' })).toMatchObject({
    fault: { code: 'settings.invalid', args: { key: 'LANRAGE_LOG_LEVEL' } },
  });
});

const none = { dataDir: null, xdgConfigHome: null, appData: null };
it.each([
  ['linux', false, none, '/home/ada/.config/lanrage'],
  ['linux', false, { ...none, xdgConfigHome: '/cfg' }, '/cfg/lanrage'],
  ['linux', false, { ...none, xdgConfigHome: 'relative' }, '/home/ada/.config/lanrage'],
  ['linux', true, { ...none, xdgConfigHome: '/cfg' }, '/var/lib/lanrage'],
  ['linux', true, { ...none, dataDir: '/mine' }, '/mine'],
  ['darwin', false, none, '/home/ada/Library/Application Support/LANrage'],
  [
    'win32',
    false,
    { ...none, appData: 'C:\\Users\\ada\\AppData\\Roaming' },
    'C:\\Users\\ada\\AppData\\Roaming\\LANrage',
  ],
] as const)(
  'keeps data where %s expects it (root: %s, switches: %o)',
  (platform, isRoot, environment, expected) => {
    expect(dataDirectory({ platform, isRoot, home: '/home/ada', environment })).toBe(expected);
  },
);
