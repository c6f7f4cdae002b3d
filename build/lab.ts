/**
 * `npm run lab -- party [more suites]`: runs suites of the lab, says how each test ended, and ends with one summary
 * line. Exit code 0 only if all held and at least one ran. Without a name it lists the suites.
 */
import { globSync } from 'node:fs';
import path from 'node:path';
import { startVitest } from 'vitest/node';
import { missingForLab } from '../test/lab/kit/requirements.ts';
import { buildAll } from './bundles.ts';
import { LabReporter } from './lab-reporter.ts';
import { formatTally } from './tally.ts';
import { root } from './tree.ts';

const suites = new Map(
  globSync('test/lab/**/*.test.ts', { cwd: root })
    .sort()
    .map((file) => [path.basename(file, '.test.ts'), file]),
);
const names = process.argv.slice(2);
const unknown = names.filter((name) => !suites.has(name));
const missing = missingForLab();

if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no suite ${unknown.join(', ')}.`);
  console.log(
    `Suites of the lab, run by \`npm run lab -- <suite> …\`:\n  ${[...suites.keys()].join('\n  ')}`,
  );
  process.exitCode = names.length === 0 ? 0 : 2;
} else if (missing.length > 0) {
  console.error(`The lab can't run here: it needs ${missing.join(', ')}.`);
  process.exitCode = 1;
} else {
  await buildAll();
  await runSuites(names.map((name) => suites.get(name) ?? ''));
}

async function runSuites(files: readonly string[]): Promise<void> {
  // Asked for by name, a suite runs all that it has; `npm test` is content with a subset of the large ones.
  process.env.LANRAGE_LAB_ALL = '1';
  const reporter = new LabReporter();
  const vitest = await startVitest([...files], {
    root,
    project: ['lab*'],
    watch: false,
    reporters: [reporter],
  });
  await vitest.close();
  const { failed, passed } = reporter.tally;
  console.log(formatTally(reporter.tally));
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
