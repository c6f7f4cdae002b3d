/** Figures of a lag report in words. */
import type { LagFact, LagReport } from '../../shared/model/insight.ts';
import { texts } from '../texts.ts';
import { formatBytes, formatMs, formatRatio } from './format.ts';

type Unit = LagReport['tracks'][number]['unit'];

const factUnits: Readonly<Record<LagFact, Unit>> = {
  'lag-seconds': 'count',
  'measured-seconds': 'count',
  'peer-latency': 'ms',
  'peer-loss': 'ratio',
  'others-latency': 'ms',
  'others-loss': 'ratio',
  'gateway-latency': 'ms',
  'gateway-loss': 'ratio',
  'internet-latency': 'ms',
  'internet-loss': 'ratio',
  'relay-latency': 'ms',
  'relay-loss': 'ratio',
  stall: 'ms',
  cpu: 'ratio',
  'wifi-signal': 'dbm',
  'wifi-retries': 'count',
  'sent-rate': 'bytes-per-second',
  'path-changes': 'count',
  'steady-players': 'count',
};

/** A value in its unit. */
export function lagFigure(unit: Unit, value: number): string {
  switch (unit) {
    case 'ms':
      return formatMs(value);
    case 'ratio':
      return formatRatio(value);
    case 'bytes-per-second':
      return `${formatBytes(value)}/s`;
    case 'dbm':
      return texts().sessions.lag.dbm(String(Math.round(value)));
    case 'count':
      return String(Math.round(value));
  }
}

export function factFigure(fact: LagFact, value: number): string {
  return lagFigure(factUnits[fact], value);
}

export function lagConfidence(confidence: number): 'sure' | 'likely' | 'maybe' {
  if (confidence >= 0.8) return 'sure';
  return confidence >= 0.5 ? 'likely' : 'maybe';
}

/** At most so many values of a track, each the most telling of its span: the worst, or a gap if there was nothing else. */
export function thin(
  samples: readonly { readonly value: number | null }[],
  count: number,
  worst: 'highest' | 'lowest' = 'highest',
): (number | null)[] {
  const size = Math.max(1, Math.ceil(samples.length / count));
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, i) => {
    const span = samples.slice(i * size, (i + 1) * size);
    const values = span.flatMap(({ value }) => (value === null ? [] : [value]));
    if (values.length === 0) return null;
    return worst === 'highest' ? Math.max(...values) : Math.min(...values);
  });
}
