/** Alerts, oddities and guesses in words. */
import type { Alert, Anomaly, Prediction } from '../../shared/model/insight.ts';
import { texts } from '../texts.ts';
import { formatAge, formatMs } from './format.ts';
import { formatMetric } from './format-metric.ts';

export function alertText({ rule: { metric }, value }: Alert, name: string): string {
  return texts().qualityScreen.events.alerts[metric](name, formatMetric(metric, value));
}

export function anomalyText({ metric, value, expected }: Anomaly, name: string): string {
  return texts().qualityScreen.events.anomaly[metric](
    name,
    formatMetric(metric, value),
    formatMetric(metric, expected),
  );
}

/** Where it is thought to be at the last point of the guess; null without a point. @param nowMs - wall clock. */
export function predictionText({ points }: Prediction, name: string, nowMs: number): string | null {
  const last = points.at(-1);
  if (last === undefined) return null;
  const { prediction } = texts().qualityScreen.events;
  const low = formatMs(Math.max(0, last.lowMs));
  return prediction(name, formatAge(last.at - nowMs), low, formatMs(last.highMs));
}
