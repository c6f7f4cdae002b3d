/** Prints each test of the lab as one line while it ends, and counts them. */
import type { UserConsoleLog } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import type { GapRow } from '../test/lab/kit/gap-row.ts';
import { printTable } from '../test/lab/kit/print-table.ts';
import { countRun, OUTSIDE } from './count-run.ts';
import { nothing, sum, type Tally } from './tally.ts';

/** Errors as vitest hands them over, from its workers. */
interface Explained {
  readonly message: string;
  readonly stack?: string | undefined;
  readonly diff?: string | undefined;
}

const words = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip', pending: 'FAIL' } as const;

export class LabReporter implements Reporter {
  #tally: Tally = nothing;
  readonly #gaps: (GapRow & { readonly verdict: string })[] = [];

  /** What the run came to, once it has ended. */
  get tally(): Tally {
    return this.#tally;
  }

  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    console.log(`${words[state]} ${test.fullName} (${Math.round(test.diagnostic()?.duration ?? 0)} ms)`);
    this.#explain(errors ?? []);
    for (const row of test.meta().gapRows ?? []) {
      const isLate = row.target !== 'none lost' && row.gapMs >= row.target;
      // What is promised of an idle machine alone may be late without failing; it is never called ok.
      this.#gaps.push({ ...row, verdict: isLate && state === 'passed' ? 'late' : words[state].trim() });
    }
  }

  /** Tables of figures that a suite prints. */
  onUserConsoleLog({ content }: UserConsoleLog): void {
    process.stdout.write(content);
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.#breakage(suite.fullName, suite.errors());
  }

  onTestModuleEnd(module: TestModule): void {
    this.#breakage(module.relativeModuleId, module.errors());
  }

  onTestRunEnd(...run: Parameters<typeof countRun>): void {
    this.#breakage(OUTSIDE, run[1]);
    this.#tally = sum(Object.values(countRun(...run)));
    printTable(this.#gaps.map(gapCells));
  }

  #breakage(where: string, errors: readonly Explained[]): void {
    if (errors.length === 0) return;
    console.log(`${words.failed} ${where}`);
    this.#explain(errors);
  }

  #explain(errors: readonly Explained[]): void {
    for (const { message, stack = '', diff = '' } of errors) {
      const ours = stack
        .split('\n')
        .filter((line) => line.startsWith('    at ') && !line.includes('node_modules'));
      console.log(
        [message, diff, ...ours]
          .filter((line) => line !== '')
          .join('\n')
          .replace(/^/gm, '     '),
      );
    }
  }
}

function gapCells({ fault, path, seen, gapMs, target, verdict }: GapRow & { verdict: string }) {
  return { fault, path, seen, 'gap ms': gapMs, target, verdict };
}
