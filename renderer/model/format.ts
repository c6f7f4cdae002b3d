/** Figures in the person's language, as `shared/texts/figures.ts` writes them. */
import { type Figures, figuresIn } from '../../shared/texts/figures.ts';
import { languageNow, texts } from '../texts.ts';
import { perLocale } from './per-locale.ts';

function figure(name: keyof Figures): (value: number) => string {
  return (value) => figuresIn(languageNow())[name](value);
}

export const formatNumber = figure('number');
export const formatMs = figure('ms');
/** Of a share, 0–1. */
export const formatRatio = figure('ratio');
/** Of ms: the largest unit alone. */
export const formatAge = figure('age');
export const formatBytes = figure('bytes');
/** Bits a second. */
export const formatBits = figure('bits');
/** Of a packet. */
export const formatWholeBytes = figure('wholeBytes');

const list = perLocale((locale) => new Intl.ListFormat(locale, { type: 'conjunction' }));

/** `17 ms to 23 ms`; one figure where both ends read the same. */
export function formatRange(lowMs: number, highMs: number): string {
  const [low, high] = [formatMs(lowMs), formatMs(highMs)];
  return low === high ? low : texts().chart.range(low, high);
}

/** `Mara, Jon and 3 others`: a list that stays one line. */
export function formatNames(names: readonly string[], shown = 3): string {
  const parts =
    names.length <= shown + 1 ? names : [...names.slice(0, shown), texts().others(names.length - shown)];
  return list().format(parts);
}
