import type { Alert } from '../../shared/model/insight.ts';
import { formatAge, formatMs, formatRatio } from './format.ts';

/** A figure of a metric in its own unit. */
export function formatMetric(metric: Alert['rule']['metric'], value: number): string {
  if (metric === 'down') return formatAge(value);
  if (metric === 'loss') return formatRatio(value);
  return metric === 'quality' ? String(Math.round(value)) : formatMs(value);
}
