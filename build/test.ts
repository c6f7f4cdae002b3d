/**
 * `npm test`: installs what the tests need where it may, builds, and runs checks and suites. The very last line is
 * `N passed, N failed, N skipped`, summed over all of them. `--only unit,lab` runs just the named parts.
 */
import { parseArgs } from 'node:util';
import { buildAll } from './bundles.ts';
import { runChecks } from './checks.ts';
import { report } from './report.ts';
import { suites } from './suites.ts';
import { installSystemPackages } from './system-packages.ts';
import { nothing, onePassed } from './tally.ts';

const parts = { checks: runChecks, ...suites };
const { values } = parseArgs({ options: { only: { type: 'string' } } });
const names = values.only?.split(',') ?? Object.keys(parts);
const unknown = names.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

await installSystemPackages();
await report([
  ['build', async () => ((await buildAll()) ? onePassed : nothing)],
  ...Object.entries(parts).filter(([name]) => names.includes(name)),
]);
