/** What can be set about measuring and keeping; the defaults are those of the budgets. */
import { z } from 'zod';
import type { Settings } from '../../../../shared/model/settings.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const metricsSettingsSchema = z.object({
  /** Width of the finest bucket of history, a divisor of a minute in whole seconds. */
  aggregationMs: z
    .int()
    .min(1000)
    .max(60_000)
    .refine((ms) => ms % 1000 === 0 && 60_000 % ms === 0, 'not a divisor of a minute')
    .default(1000),
  /** How often the load of the machine and of this process is read. */
  systemIntervalMs: z.int().min(1000).max(600_000).default(10_000),
  /** How often what was measured is written, in one transaction. */
  writeEveryMs: z.int().min(500).max(60_000).default(1000),
  secondsForMs: z.int().min(HOUR_MS).default(DAY_MS),
  minutesForMs: z
    .int()
    .min(2 * HOUR_MS)
    .default(30 * DAY_MS),
  hoursForMs: z
    .int()
    .min(2 * DAY_MS)
    .default(365 * DAY_MS),
  /** Above these the own sampling slows down; 1 is one core. */
  ownCpuLimitRatio: z.number().min(0.001).default(0.05),
  ownMemoryLimitBytes: z
    .number()
    .min(1)
    .default(100 * 1024 ** 2),
});
export type MetricsSettings = z.infer<typeof metricsSettingsSchema>;

export const defaultMetricsSettings: MetricsSettings = metricsSettingsSchema.parse({});

/** Those that people set; the rest is as by default. */
export function metricsSettingsOf(settings: Settings): MetricsSettings {
  return {
    ...defaultMetricsSettings,
    aggregationMs: settings.aggregationSeconds * 1000,
    systemIntervalMs: settings.systemIntervalSeconds * 1000,
    secondsForMs: settings.keepSecondsDays * DAY_MS,
    minutesForMs: settings.keepMinutesDays * DAY_MS,
    hoursForMs: settings.keepHoursDays * DAY_MS,
    ownCpuLimitRatio: settings.ownCpuLimitPercent / 100,
    ownMemoryLimitBytes: settings.ownMemoryLimitMiB * 1024 ** 2,
  };
}
