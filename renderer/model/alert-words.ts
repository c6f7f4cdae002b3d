import type { Alert } from '../../shared/model/insight.ts';
import { texts } from '../texts.ts';
import { formatMs, formatRatio } from './format.ts';

/** What happened, with the figure at its worst. @param name - of what it happened to. */
export function describeAlert({ rule: { metric }, value }: Alert, name: string): string {
  const { what } = texts().alerts;
  if (metric === 'down') return what.down(name);
  if (metric === 'quality') return what.quality(name, String(Math.round(value)));
  return what[metric](name, metric === 'loss' ? formatRatio(value) : formatMs(value));
}
