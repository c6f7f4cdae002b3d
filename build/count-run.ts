/** What a run of vitest came to: each test counted once, and each failure named. */
import { stripVTControlCharacters } from 'node:util';
import type { TestCase, TestModule, TestRunEndReason } from 'vitest/node';
import { nothing, oneFailed, sum, type Tally } from './tally.ts';

const LONGEST_MESSAGE = 160;

interface Explained {
  readonly message: string;
}

/** Counts what ended; a failure outside every test counts as one that failed. */
export function countRun(
  modules: readonly TestModule[],
  unhandled: readonly Explained[],
  reason: TestRunEndReason,
): Tally {
  return sum([
    ...modules.flatMap((module) => [
      ...[...module.children.allTests()].map((test) => countTest(module, test)),
      ...[module, ...module.children.allSuites()].map((place) =>
        countBreakage(module.relativeModuleId, place.errors()),
      ),
    ]),
    countBreakage('outside every test', unhandled),
    reason === 'interrupted' ? oneFailed('the run was interrupted') : nothing,
  ]);
}

function countTest(module: TestModule, test: TestCase): Tally {
  const { state, errors = [] } = test.result();
  const name = `${module.relativeModuleId} › ${test.fullName}`;
  if (state === 'skipped') return { ...nothing, skipped: 1 };
  if (state !== 'passed') return oneFailed(`${name}: ${firstLine(errors[0]?.message ?? 'it never ended')}`);
  const remarks = test.diagnostic()?.flaky === true ? [`passed on the second try only: ${name}`] : [];
  return { ...nothing, passed: 1, remarks };
}

function countBreakage(where: string, errors: readonly Explained[]): Tally {
  return errors.length === 0 ? nothing : oneFailed(`${where}: ${firstLine(errors[0]?.message ?? '')}`);
}

function firstLine(message: string): string {
  const [line = ''] = stripVTControlCharacters(message).split('\n');
  return line.slice(0, LONGEST_MESSAGE);
}
