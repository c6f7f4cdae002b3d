import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { WINDOWS_ANSWER_FILE } from '../../../shared/helper/service.ts';

/**
 * Leaves why something failed where everybody can read it: whom Windows let rise has no output that the asking program
 * hears. A success needs no words, and may have removed the folder.
 * @param answer - the Result as JSON; null: it went well.
 */
export function leaveAnswer(answer: string | null, file: string = WINDOWS_ANSWER_FILE): void {
  try {
    rmSync(file, { force: true });
    if (answer === null) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, answer, { flag: 'wx' });
  } catch {
    // Without a file the asking program tells that it failed, though not why.
  }
}
