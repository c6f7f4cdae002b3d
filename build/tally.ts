/** Counts of one runner, and their sum. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };
export const onePassed: Tally = { ...nothing, passed: 1 };
export const oneFailed: Tally = { ...nothing, failed: 1 };

const vitestSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const playwrightSchema = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    nothing,
  );
}

export function formatTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Reads vitest's JSON report; null when the run ended without one. */
export function readVitestReport(file: string): Tally | null {
  return readReport(file, vitestSchema, (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  }));
}

/** Reads Playwright's JSON report; null when the run ended without one. A test that needed a retry has failed. */
export function readPlaywrightReport(file: string): Tally | null {
  return readReport(file, playwrightSchema, ({ stats }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  }));
}

/**
 * What a runner's end means: a crash, a failure outside every test, or a run that found no test is one failure more,
 * so that nothing passes by not running.
 */
export function judge(report: Tally | null, exitCode: number | null): Tally {
  if (report === null) return oneFailed;
  const ran = report.passed + report.failed + report.skipped > 0;
  const explained = exitCode === 0 || report.failed > 0;
  return ran && explained ? report : sum([report, oneFailed]);
}

function readReport<T>(file: string, schema: z.ZodType<T>, count: (report: T) => Tally): Tally | null {
  if (!existsSync(file)) return null;
  return count(schema.parse(JSON.parse(readFileSync(file, 'utf8'))));
}
