/** Counts of one runner with what is to be read about them, and their sum. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const tallySchema = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  /** One line for each failure, also for one that was gone in a second try. */
  remarks: z.array(z.string()).readonly(),
});

export type Tally = Readonly<z.infer<typeof tallySchema>>;

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0, remarks: [] };
export const onePassed: Tally = { ...nothing, passed: 1 };

export function oneFailed(why: string): Tally {
  return { ...nothing, failed: 1, remarks: [`failed: ${why}`] };
}

const playwrightSchema = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  suites: z.array(z.unknown()),
});

/** A suite of Playwright's report holds specs and further suites. */
const suiteSchema = z.object({
  suites: z.array(z.unknown()).default([]),
  specs: z
    .array(
      z.object({
        title: z.string(),
        file: z.string(),
        tests: z.array(z.object({ status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']) })),
      }),
    )
    .default([]),
});

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, { passed, failed, skipped, remarks }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
      remarks: [...total.remarks, ...remarks],
    }),
    nothing,
  );
}

export function formatTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Reads what the counting reporter wrote in vitest, by file; null when the run ended without it. */
export function readVitestReport(file: string): Readonly<Record<string, Tally>> | null {
  return readReport(file, z.record(z.string(), tallySchema), (files) => files);
}

/** Reads Playwright's JSON report; null when the run ended without one. */
export function readPlaywrightReport(file: string): Tally | null {
  return readReport(file, playwrightSchema, ({ stats, suites }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    remarks: suites.flatMap(failuresOf),
  }));
}

/**
 * What a runner's end means: a crash, a failure outside every test, or a run that found no test is one failure more,
 * so that nothing passes by not running.
 */
export function judge(report: Tally | null, exitCode: number | null): Tally {
  if (report === null) return oneFailed('the runner ended without a report');
  const ran = report.passed + report.failed + report.skipped > 0;
  if (!ran) return sum([report, oneFailed('the runner found no test')]);
  if (exitCode === 0 || report.failed > 0) return report;
  return sum([report, oneFailed(`the runner ended with code ${exitCode}, although no test failed`)]);
}

/** @param first - by file. @param second - of those files that had failed, run again: it counts, and the first is told. */
export function secondTry(
  first: Readonly<Record<string, Tally>>,
  second: Readonly<Record<string, Tally>>,
): Tally {
  const before = Object.entries(first).filter(([file]) => Object.hasOwn(second, file));
  const others = Object.entries(first).filter(([file]) => !Object.hasOwn(second, file));
  const told = before.flatMap(([, { remarks }]) => remarks.map((remark) => `in the first try: ${remark}`));
  return sum([...others.map(([, tally]) => tally), ...Object.values(second), { ...nothing, remarks: told }]);
}

function readReport<T, R>(file: string, schema: z.ZodType<T>, count: (report: T) => R): R | null {
  if (!existsSync(file)) return null;
  return count(schema.parse(JSON.parse(readFileSync(file, 'utf8'))));
}

function failuresOf(suite: unknown): string[] {
  const { suites, specs } = suiteSchema.parse(suite);
  const own = specs.flatMap(({ file, title, tests }) =>
    tests.flatMap(({ status }) => {
      if (status === 'unexpected') return [`failed: ${file} › ${title}`];
      return status === 'flaky' ? [`in the first try: failed: ${file} › ${title}`] : [];
    }),
  );
  return [...own, ...suites.flatMap(failuresOf)];
}
