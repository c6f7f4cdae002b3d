/** Writes the tallies of a vitest run, by file, to the file that `LANRAGE_TALLY` names. */
import { writeFileSync } from 'node:fs';
import type { Reporter } from 'vitest/node';
import { countRun } from './count-run.ts';

// A reporter that is given by its path has to be the default export.
export default class CountingReporter implements Reporter {
  onTestRunEnd(...run: Parameters<typeof countRun>): void {
    writeFileSync(process.env.LANRAGE_TALLY ?? '', JSON.stringify(countRun(...run)));
  }
}
