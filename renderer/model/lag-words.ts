/** Figures of a lag report in words. */
import type { LagFact, LagReport } from '../../shared/model/insight.ts';
import { sayLagFact, sayLagFigure } from '../../shared/texts/lag-figures.ts';
import { languageNow, texts } from '../texts.ts';

type Track = LagReport['tracks'][number];
type Unit = Track['unit'];

/** A value in its unit. */
export function lagFigure(unit: Unit, value: number): string {
  return sayLagFigure(unit, value, languageNow());
}

export function factFigure(fact: LagFact, value: number): string {
  return sayLagFact(fact, value, languageNow());
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
