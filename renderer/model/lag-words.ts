/** Figures of a lag report in words. */
import type { LagFact, LagReport } from '../../shared/model/insight.ts';
import { texts } from '../texts.ts';
import { formatBytes, formatMs, formatRatio } from './format.ts';

type Track = LagReport['tracks'][number];
type Unit = Track['unit'];

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
      return texts().sessions.lag.dbm(String(Math.round(value)).replace('-', '−'));
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

/**
 * What a track is called: players and targets by their names, the rest by its kind, with its own name only where there
 * are several of a kind, as of two radios, or might be, as of relays.
 */
export function trackName(
  { kind, name }: Pick<Track, 'kind' | 'name'>,
  tracks: readonly Pick<Track, 'kind'>[],
  { peerName, targetName }: { peerName(id: string): string; targetName(id: string): string | null },
): string {
  const words = texts().sessions.lag;
  const what = words.tracks[kind];
  if (kind === 'peer' || kind === 'peer-by-others') return words.trackOf(what, peerName(name));
  const target = kind === 'gateway' || kind === 'internet' ? targetName(name) : null;
  if (target !== null) return kind === 'gateway' ? target : words.trackOf(what, target);
  const several = tracks.filter((one) => one.kind === kind).length > 1;
  return several || kind === 'relay' ? words.trackOf(what, name) : what;
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
