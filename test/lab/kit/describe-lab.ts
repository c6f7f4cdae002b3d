/** A `describe` that says what a machine is missing instead of skipping in silence. */
import { describe } from 'vitest';
import { missingForLab } from './requirements.ts';

/** A group of tests that needs the lab, and further programs. Where that can't run, they are skipped and their title says why. */
export function describeLab(title: string, body: () => void, further: readonly string[] = []): void {
  const missing = missingForLab(further);
  if (missing.length === 0) describe(title, body);
  else describe.skip(`${title} (needs ${missing.join(', ')})`, body);
}
