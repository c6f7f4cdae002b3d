/** Runs steps one after the other and ends with one line that can be counted. */
import { formatTally, oneFailed, sum, type Tally } from './tally.ts';

/** Runs each step, prints a summary whose last line is `N passed, N failed, N skipped`, and sets the exit code. */
export async function report(
  steps: readonly (readonly [name: string, step: () => Promise<Tally>])[],
): Promise<void> {
  const rows: (readonly [string, Tally])[] = [];
  for (const [name, step] of steps) {
    console.log(`\n── ${name}`);
    rows.push([name, await step().catch(crashed)]);
  }
  const total = sum(rows.map(([, tally]) => tally));
  if (total.remarks.length > 0) console.log(`\n── remarks\n${total.remarks.join('\n')}`);
  console.log('\n── summary');
  for (const [name, tally] of rows) console.log(`${name.padEnd(10)} ${formatTally(tally)}`);
  console.log(formatTally(total));
  process.exitCode = total.failed === 0 ? 0 : 1;
}

function crashed(error: unknown): Tally {
  console.error(error);
  return oneFailed('the step itself broke off, see above');
}
