/** Settings of measuring, keeping, exporting and logging: each is read when it is used, so all take effect at once. */
import { logLevels } from '../log-levels.ts';
import type { SettingRecord } from './setting-record.ts';

export const measuringSettings = {
  /** Width of the finest bucket of history. */
  aggregationSeconds: {
    kind: 'number',
    min: 1,
    max: 60,
    divisorOf: 60,
    unit: 'seconds',
    default: 1,
    group: 'measuring',
    takesEffect: 'now',
  },
  /** How often the load of the machine and of LANrage itself is read. */
  systemIntervalSeconds: {
    kind: 'number',
    min: 1,
    max: 600,
    unit: 'seconds',
    default: 10,
    group: 'measuring',
    takesEffect: 'now',
  },
  /** How long history is kept in seconds, in minutes and in hours. What is older goes within the hour. */
  keepSecondsDays: {
    kind: 'number',
    min: 1,
    max: 30,
    unit: 'days',
    default: 1,
    group: 'measuring',
    takesEffect: 'now',
  },
  keepMinutesDays: {
    kind: 'number',
    min: 1,
    max: 366,
    unit: 'days',
    default: 30,
    group: 'measuring',
    takesEffect: 'now',
  },
  keepHoursDays: {
    kind: 'number',
    min: 2,
    max: 3660,
    unit: 'days',
    default: 365,
    group: 'measuring',
    takesEffect: 'now',
  },
  /** Above this or the limit of memory LANrage slows its own sampling. */
  ownCpuLimitPercent: {
    kind: 'number',
    fraction: true,
    min: 0.1,
    max: 100,
    unit: 'percentOfCore',
    default: 5,
    group: 'measuring',
    takesEffect: 'now',
  },
  ownMemoryLimitMiB: {
    kind: 'number',
    min: 10,
    max: 4096,
    unit: 'mebibytes',
    default: 100,
    group: 'measuring',
    takesEffect: 'now',
  },
  /** Whether Prometheus may fetch what is known, with the token, at the browser's port. */
  metricsExport: { kind: 'switch', default: false, group: 'measuring', takesEffect: 'now' },

  /** `LANRAGE_LOG_LEVEL` goes before it. */
  logLevel: { kind: 'choice', options: logLevels, default: 'info', group: 'log', takesEffect: 'now' },
  logFormat: {
    kind: 'choice',
    options: ['human', 'json'],
    default: 'human',
    group: 'log',
    takesEffect: 'now',
  },
} as const satisfies Readonly<Record<string, SettingRecord>>;
