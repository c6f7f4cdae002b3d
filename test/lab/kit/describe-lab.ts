/** A `describe` that says what a machine is missing instead of skipping in silence. */
import { describe } from 'vitest';
import { missingForLab } from './requirements.ts';

/** A group of tests that needs the lab. Where that can't run, they are skipped and their title says why. */
export function describeLab(title: string, body: () => void): void {
  const missing = missingForLab();
  if (missing.length === 0) describe(title, body);
  else describe.skip(`${title} (needs ${missing.join(', ')})`, body);
}
