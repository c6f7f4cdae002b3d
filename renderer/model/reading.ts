import type { Reading } from '../../shared/model/reading.ts';
import { sayReading } from '../../shared/texts/readings.ts';
import { languageNow } from '../texts.ts';

/** What the engine measured, in the person's language; null: nothing. */
export function formatReading(reading: Reading | null): string {
  return reading === null ? '' : sayReading(reading, languageNow());
}
