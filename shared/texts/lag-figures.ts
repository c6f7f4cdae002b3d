/** The figures of a lag report, each in its own unit. */
import type { LagFact, LagReport } from '../model/insight.ts';
import { figuresIn } from './figures.ts';
import type { Language } from './language.ts';

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

/** A value of a track. */
export function sayLagFigure(unit: Unit, value: number, language: Language): string {
  const say = figuresIn(language);
  switch (unit) {
    case 'ms':
      return say.ms(value);
    case 'ratio':
      return say.ratio(value);
    case 'bytes-per-second':
      return say.bytesPerSecond(value);
    case 'dbm':
      return say.dbm(value);
    case 'count':
      return String(Math.round(value));
  }
}

/** What speaks for a verdict. */
export function sayLagFact(fact: LagFact, value: number, language: Language): string {
  return sayLagFigure(factUnits[fact], value, language);
}
