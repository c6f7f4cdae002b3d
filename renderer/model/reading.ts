import { sayReading } from '../../shared/texts/readings.ts';
import { languageNow } from '../texts.ts';

/** What the engine measured or answered, in the person's language. */
export function formatReading(reading: string): string {
  return sayReading(reading, languageNow());
}
