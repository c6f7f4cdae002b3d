/** What a run of vitest came to: each test counted once, file by file, and each failure named. */
import { stripVTControlCharacters } from 'node:util';
import type { TestCase, TestModule, TestRunEndReason } from 'vitest/node';
import { nothing, oneFailed, sum, type Tally } from './tally.ts';

const LONGEST_MESSAGE = 160;
/** What belongs to no file. */
export const OUTSIDE = 'outside every test';

interface Explained {
  readonly message: string;
}

/** File → its tally; a failure outside every test counts as one that failed. */
export function countRun(
  modules: readonly TestModule[],
  unhandled: readonly Explained[],
  reason: TestRunEndReason,
): Readonly<Record<string, Tally>> {
  const interrupted = reason === 'interrupted' ? oneFailed('the run was interrupted') : nothing;
  return {
    ...Object.fromEntries(modules.map((module) => [module.relativeModuleId, countModule(module)])),
    [OUTSIDE]: sum([countBreakage(OUTSIDE, unhandled), interrupted]),
  };
}

function countModule(module: TestModule): Tally {
  const file = module.relativeModuleId;
  const places = [module, ...module.children.allSuites()];
  return sum([
    ...[...module.children.allTests()].map((test) => countTest(file, test)),
    ...places.map((place) => countBreakage(file, place.errors())),
  ]);
}

function countTest(file: string, test: TestCase): Tally {
  const { state, errors = [] } = test.result();
  if (state === 'skipped') return { ...nothing, skipped: 1 };
  if (state === 'passed') return { ...nothing, passed: 1 };
  return oneFailed(`${file} › ${test.fullName}: ${firstLine(errors[0]?.message ?? 'it never ended')}`);
}

function countBreakage(where: string, errors: readonly Explained[]): Tally {
  return errors.length === 0 ? nothing : oneFailed(`${where}: ${firstLine(errors[0]?.message ?? '')}`);
}

function firstLine(message: string): string {
  const [line = ''] = stripVTControlCharacters(message).split('\n');
  return line.slice(0, LONGEST_MESSAGE);
}
