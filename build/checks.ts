/** What is checked without running the product: one check counts as one test. */
import { cruiseLayers } from './layers.ts';
import { run } from './run.ts';
import { oneFailed, onePassed, sum, type Tally } from './tally.ts';
import { floors, root } from './tree.ts';

/** Name → runs it: null when all is well, else what to read. */
const checks: Readonly<Record<string, () => Promise<string | null>>> = {
  // Biome's colours survive pipes unless it is told so.
  'format and lint': () => runTool('biome', ['ci', '--colors=off', '.']),
  'layers and circles': checkLayers,
  types: () => runTool('tsc', ['-p', '.']),
  'dead code': () => runTool('knip', ['--no-progress']),
};

/** Runs all checks and says how each ended. */
export async function runChecks(): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const [name, check] of Object.entries(checks)) {
    const trouble = await check();
    if (trouble !== null) console.log(trouble.trimEnd());
    console.log(`${trouble === null ? '✓' : '✗'} ${name}`);
    tallies.push(trouble === null ? onePassed : oneFailed(name));
  }
  return sum(tallies);
}

async function runTool(command: string, args: readonly string[]): Promise<string | null> {
  const { code, output } = await run(command, args, { output: 'capture' });
  return code === 0 ? null : output || `${command} ended with code ${code} and said nothing`;
}

async function checkLayers(): Promise<string | null> {
  const { modules, breaches } = await cruiseLayers(root, floors());
  // Silently green on nothing is how this tool fails with a compiler that it doesn't know.
  if (modules === 0) return 'dependency-cruiser found no modules';
  return breaches.length === 0 ? null : breaches.join('\n');
}
