/** Settings of measuring, keeping and telling; part of the settings. Units stand in the names. */
import { z } from 'zod';
import { alertRuleSchema } from './insight.ts';
import { settingDefaults } from './setting-defaults.ts';

/** Beyond this every look at a figure costs more than it tells. */
const MOST_ALERT_RULES = 32;

export const watchFields = {
  /** Width of the finest bucket of history; a divisor of a minute. */
  aggregationSeconds: z
    .int()
    .min(1)
    .max(60)
    .refine((seconds) => 60 % seconds === 0, 'not a divisor of a minute'),
  /** How often the load of the machine and of LANrage itself is read. */
  systemIntervalSeconds: z.int().min(1).max(600),
  /** How long history is kept in seconds, in minutes and in hours. */
  keepSecondsDays: z.int().min(1).max(30),
  keepMinutesDays: z.int().min(1).max(366),
  keepHoursDays: z.int().min(2).max(3660),
  /** Above either of these LANrage slows its own sampling; 100 % is one core. */
  ownCpuLimitPercent: z.number().min(0.1).max(100),
  ownMemoryLimitMiB: z.int().min(10).max(4096),
  alertRules: z.array(alertRuleSchema).max(MOST_ALERT_RULES),
  /** Whether Prometheus may fetch what is known, with the token, at the browser's port. */
  metricsExport: z.boolean(),
};

export const watchFieldsWithDefaults = {
  aggregationSeconds: watchFields.aggregationSeconds.default(settingDefaults.aggregationSeconds),
  systemIntervalSeconds: watchFields.systemIntervalSeconds.default(settingDefaults.systemIntervalSeconds),
  keepSecondsDays: watchFields.keepSecondsDays.default(settingDefaults.keepSecondsDays),
  keepMinutesDays: watchFields.keepMinutesDays.default(settingDefaults.keepMinutesDays),
  keepHoursDays: watchFields.keepHoursDays.default(settingDefaults.keepHoursDays),
  ownCpuLimitPercent: watchFields.ownCpuLimitPercent.default(settingDefaults.ownCpuLimitPercent),
  ownMemoryLimitMiB: watchFields.ownMemoryLimitMiB.default(settingDefaults.ownMemoryLimitMiB),
  alertRules: watchFields.alertRules.default([...settingDefaults.alertRules]),
  metricsExport: watchFields.metricsExport.default(settingDefaults.metricsExport),
};
