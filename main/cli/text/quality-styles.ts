/** Colours of the words for quality; they only repeat what the words say. */
import type { QualityWord } from '../../../shared/quality.ts';
import type { Style } from '../io.ts';

export const QUALITY_STYLES: Readonly<Record<QualityWord, Style>> = {
  good: 'green',
  fair: 'yellow',
  poor: 'red',
};
