/** Counts of one runner with what is to be read about them, and their sum. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const tallySchema = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  /** One line for each failure, and for each test that passed on its second try only. */
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
  specs: z.array(z.object({ title: z.string(), file: z.string(), ok: z.boolean() })).default([]),
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

/** Reads what the counting reporter wrote in vitest; null when the run ended without it. */
export function readVitestReport(file: string): Tally | null {
  return readReport(file, tallySchema, (tally) => tally);
}

/** Reads Playwright's JSON report; null when the run ended without one. A test that needed a retry has failed. */
export function readPlaywrightReport(file: string): Tally | null {
  return readReport(file, playwrightSchema, ({ stats, suites }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
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

function readReport<T>(file: string, schema: z.ZodType<T>, count: (report: T) => Tally): Tally | null {
  if (!existsSync(file)) return null;
  return count(schema.parse(JSON.parse(readFileSync(file, 'utf8'))));
}

function failuresOf(suite: unknown): string[] {
  const { suites, specs } = suiteSchema.parse(suite);
  const failed = specs.filter(({ ok }) => !ok).map(({ file, title }) => `failed: ${file} › ${title}`);
  return [...failed, ...suites.flatMap(failuresOf)];
}
