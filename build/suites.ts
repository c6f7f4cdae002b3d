/** The suites that run the product: four vitest projects and the browser tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { missingForLab } from '../test/lab/kit/requirements.ts';
import { chromiumPath } from './browser.ts';
import { OUTSIDE } from './count-run.ts';
import { run } from './run.ts';
import {
  judge,
  nothing,
  readPlaywrightReport,
  readVitestReport,
  secondTry,
  sum,
  type Tally,
} from './tally.ts';

/** More than these did not fail by chance. */
const MOST_SECOND_TRIES = 4;
const E2E_CONFIG = 'test/e2e/playwright.config.ts';
const LAB_CONFIG = 'test/e2e/lab/playwright.config.ts';

/** Name → runs it. The lab skips itself, counted, where root or a tool is missing. */
export const suites = {
  unit: () => runVitest('unit'),
  contract: () => runVitest('contract'),
  renderer: () => runVitest('renderer'),
  lab: () => runVitest('lab*', 'verbose'),
  e2e: () => runBrowser(E2E_CONFIG, [], 'playwright', ['test', '--config', E2E_CONFIG]),
  'e2e-lab': () => runBrowser(LAB_CONFIG, missingForLab(), 'node', ['test/e2e/lab/run.ts']),
} as const satisfies Record<string, () => Promise<Tally>>;

/**
 * Runs a project. Files in which something failed are run once more, since on a machine that stalls the seconds of
 * real networks and processes pass without them; the summary tells what the first try said.
 * @param reporter - `verbose` where a file takes minutes: it tells of each test at once.
 */
async function runVitest(project: string, reporter: 'default' | 'verbose' = 'default'): Promise<Tally> {
  const first = await tryVitest(project, reporter, []);
  const failed = Object.entries(first.files ?? {}).filter(([, { failed }]) => failed > 0);
  const again = failed.map(([file]) => file);
  if (
    first.files === null ||
    again.length === 0 ||
    again.length > MOST_SECOND_TRIES ||
    again.includes(OUTSIDE)
  )
    return judge(total(first.files), first.code);
  console.log(`\nOnce more: ${again.join(', ')}`);
  const second = await tryVitest(project, reporter, again);
  return judge(second.files && secondTry(first.files, second.files), second.code);
}

function tryVitest(project: string, reporter: string, files: readonly string[]) {
  return withReport(async (report) => {
    const reporters = [`--reporter=${reporter}`, '--reporter=./build/counting-reporter.ts'];
    const { code } = await run('vitest', ['run', '--project', project, ...reporters, ...files], {
      output: 'show',
      env: { LANRAGE_TALLY: report },
    });
    return { files: readVitestReport(report), code };
  });
}

function total(files: Readonly<Record<string, Tally>> | null): Tally | null {
  return files && sum(Object.values(files));
}

function runBrowser(
  config: string,
  missingElse: readonly string[],
  file: string,
  args: readonly string[],
): Promise<Tally> {
  const missing = chromiumPath() === null ? ['Chromium', ...missingElse] : missingElse;
  if (missing.length > 0) return skipPlaywright(config, missing);
  return withReport(async (report) => {
    const { code } = await run(file, [...args, '--reporter=list,json'], {
      output: 'show',
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    });
    return judge(readPlaywrightReport(report), code);
  });
}

/** Counts browser tests instead of running them. */
async function skipPlaywright(config: string, missing: readonly string[]): Promise<Tally> {
  const { code, output } = await run('playwright', ['test', '--config', config, '--list'], {
    output: 'capture',
  });
  const total = /^Total: (\d+) tests?/m.exec(output)?.[1];
  if (total === undefined) console.log(output);
  else console.log(`${total} browser tests are skipped: ${missing.join(', ')} missing.`);
  return judge(total === undefined ? null : { ...nothing, skipped: Number(total) }, code);
}

async function withReport<T>(body: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lanrage-report-'));
  try {
    return await body(path.join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
