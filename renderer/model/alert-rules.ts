/** Alert rules as a person sets them: one threshold for each metric, in the unit in which people say it. */
import type { AlertRule } from '../../shared/model/insight.ts';

export type AlertMetric = AlertRule['metric'];

/** Of what is kept, in one of the unit shown: minutes, ms, percent, points. */
const SCALE: Readonly<Record<AlertMetric, number>> = {
  down: 60_000,
  latency: 1,
  loss: 0.01,
  jitter: 1,
  quality: 1,
};

/** What a rule starts with when it is switched on, in the unit shown. */
const START: Readonly<Record<AlertMetric, number>> = {
  down: 5,
  latency: 100,
  loss: 10,
  jitter: 25,
  quality: 40,
};

export const alertMetrics = Object.keys(SCALE) as AlertMetric[];

/** The threshold as shown; null while there is no rule for it. */
export function thresholdOf(rules: readonly AlertRule[], metric: AlertMetric): number | null {
  const rule = rules.find((one) => one.metric === metric);
  return rule === undefined ? null : Number((rule.threshold / SCALE[metric]).toPrecision(6));
}

/** @param shown - null takes all rules of the metric away. How long it must last, and the pause after it, are kept. */
export function withThreshold(
  rules: readonly AlertRule[],
  metric: AlertMetric,
  shown: number | null,
): AlertRule[] {
  const others = rules.filter((one) => one.metric !== metric);
  if (shown === null) return others;
  const known = rules.find((one) => one.metric === metric);
  const lasting = metric === 'down' ? 0 : 5000;
  const rule = known ?? { metric, forMs: lasting, cooldownMs: 15 * 60_000, threshold: 0 };
  return [...others, { ...rule, threshold: shown * SCALE[metric] }];
}

export function switchedOn(rules: readonly AlertRule[], metric: AlertMetric): AlertRule[] {
  return withThreshold(rules, metric, START[metric]);
}
