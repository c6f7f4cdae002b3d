import { expect, it } from 'vitest';
import {
  defaultMetricsSettings,
  metricsSettingsOf,
  metricsSettingsSchema,
} from '../../../../../main/engine/telemetry/metrics/metrics-settings.ts';
import { settingsSchema } from '../../../../../shared/model/settings.ts';

it('measures by default as the budgets say', () => {
  expect(metricsSettingsOf(settingsSchema.parse({}))).toEqual(defaultMetricsSettings);
});

it('measures and keeps as people set it, in its own units', () => {
  const settings = settingsSchema.parse({
    aggregationSeconds: 5,
    systemIntervalSeconds: 30,
    keepSecondsDays: 2,
    keepMinutesDays: 10,
    keepHoursDays: 100,
    ownCpuLimitPercent: 2.5,
    ownMemoryLimitMiB: 64,
  });
  const measured = metricsSettingsOf(settings);
  expect(measured).toMatchObject({
    aggregationMs: 5000,
    systemIntervalMs: 30_000,
    secondsForMs: 172_800_000,
    minutesForMs: 864_000_000,
    hoursForMs: 8_640_000_000,
    ownCpuLimitRatio: 0.025,
    ownMemoryLimitBytes: 67_108_864,
  });
  expect(metricsSettingsSchema.parse(measured)).toEqual(measured);
});
