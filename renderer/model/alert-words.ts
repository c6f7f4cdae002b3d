import type { Alert } from '../../shared/model/insight.ts';
import { texts } from '../texts.ts';
import { formatMs, formatRatio } from './format.ts';

/** What happened, with the figure at its worst. */
export function describeAlert({ name, rule: { metric }, value }: Alert): string {
  const { what } = texts().alerts;
  if (metric === 'down') return what.down(name);
  if (metric === 'quality') return what.quality(name, String(Math.round(value)));
  return what[metric](name, metric === 'loss' ? formatRatio(value) : formatMs(value));
}
