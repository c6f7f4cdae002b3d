import type { Alert } from '../../shared/model/insight.ts';
import { texts } from '../texts.ts';
import { formatMetric } from './format-metric.ts';

/** What happened, with the figure at its worst. @param name - of what it happened to. */
export function describeAlert({ rule: { metric }, value }: Alert, name: string): string {
  const { what } = texts().alerts;
  if (metric === 'down') return what.down(name);
  return what[metric](name, formatMetric(metric, value));
}
