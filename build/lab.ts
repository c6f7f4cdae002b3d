/**
 * `npm run lab -- party [more suites]`: runs suites of the lab, says how each test ended, and ends with one summary
 * line. Exit code 0 only if all held and at least one ran. Without a name it lists what there is. `faults` are all suites
 * that count what a game notices; `soak [--minutes N] [--seed N]` and `rubbish [--share N]` are long runs with a verdict.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { missingForLab } from '../test/lab/kit/requirements.ts';
import { runRubbish } from '../test/lab/rubbish/run-rubbish.ts';
import { runSoak } from '../test/lab/soak/run-soak.ts';
import { buildAll } from './bundles.ts';
import { LabReporter } from './lab-reporter.ts';
import { formatTally } from './tally.ts';
import { root } from './tree.ts';

const files = globSync('test/lab/**/*.test.ts', { cwd: root }).sort();
const suites: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...files.map((file) => [path.basename(file, '.test.ts'), [file]] as const),
  ['faults', files.filter((file) => readFileSync(path.join(root, file), 'utf8').includes('/gap-row.ts'))],
]);
const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    share: { type: 'string', default: '1' },
  },
});
const [minutes, seed, share] = [Number(values.minutes), Number(values.seed), Number(values.share)];
const longRuns: ReadonlyMap<string, () => Promise<boolean>> = new Map([
  ['soak', () => runSoak({ minutes, seed, say: console.log })],
  ['rubbish', () => runRubbish({ share, seed, say: console.log })],
]);
const longRun = names.length === 1 ? longRuns.get(names[0] ?? '') : undefined;
const unknown = longRun === undefined ? names.filter((name) => !suites.has(name)) : [];
const missing = missingForLab();

if (names.length === 0 || unknown.length > 0 || !(minutes > 0 && share > 0) || !Number.isInteger(seed)) {
  if (unknown.length > 0) console.error(`There is no suite ${unknown.join(', ')}.`);
  console.log(
    [
      'Suites of the lab, run by `npm run lab -- <suite> …`:',
      ...suites.keys(),
      'Long runs, one at a time: soak [--minutes N] [--seed N]',
      'rubbish [--share N] [--seed N]: 1 is all of it',
    ].join('\n  '),
  );
  process.exitCode = names.length === 0 ? 0 : 2;
} else if (missing.length > 0) {
  console.error(`The lab can't run here: it needs ${missing.join(', ')}.`);
  process.exitCode = 1;
} else {
  await buildAll();
  if (longRun !== undefined) process.exitCode = (await longRun()) ? 0 : 1;
  else await runSuites([...new Set(names.flatMap((name) => suites.get(name) ?? []))]);
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
