/** The suites that run the product: four vitest projects and the browser tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { missingForLab } from '../test/lab/kit/requirements.ts';
import { chromiumPath } from './browser.ts';
import { run } from './run.ts';
import { judge, nothing, readPlaywrightReport, readVitestReport, type Tally } from './tally.ts';

/** A whole run may take 20 minutes: a runner that hangs is stopped well before and counted as one failure. */
const FAST_LIMIT_MS = 4 * 60_000;
const BROWSER_LIMIT_MS = 8 * 60_000;
const LAB_LIMIT_MS = 13 * 60_000;
const E2E_CONFIG = 'test/e2e/playwright.config.ts';
const LAB_CONFIG = 'test/e2e/lab/playwright.config.ts';

/** Name → runs it. The lab skips itself, counted, where root or a tool is missing. */
export const suites = {
  unit: () => runVitest('unit', FAST_LIMIT_MS),
  contract: () => runVitest('contract', FAST_LIMIT_MS),
  renderer: () => runVitest('renderer', FAST_LIMIT_MS),
  lab: () => runVitest('lab*', LAB_LIMIT_MS),
  e2e: () => runBrowser(E2E_CONFIG, [], 'playwright', ['test', '--config', E2E_CONFIG]),
  'e2e-lab': () => runBrowser(LAB_CONFIG, missingForLab(), 'node', ['test/e2e/lab/run.ts']),
} as const satisfies Record<string, () => Promise<Tally>>;

function runVitest(project: string, limitMs: number): Promise<Tally> {
  return withReport(async (file) => {
    const reporters = ['--reporter=default', '--reporter=./build/counting-reporter.ts'];
    const { code } = await run('vitest', ['run', '--project', project, ...reporters], {
      output: 'inherit',
      env: { LANRAGE_TALLY: file },
      limitMs,
    });
    return judge(readVitestReport(file), code);
  });
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
      output: 'inherit',
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      limitMs: BROWSER_LIMIT_MS,
    });
    return judge(readPlaywrightReport(report), code);
  });
}

/** Counts browser tests instead of running them. */
async function skipPlaywright(config: string, missing: readonly string[]): Promise<Tally> {
  const { code, output } = await run('playwright', ['test', '--config', config, '--list'], {
    output: 'capture',
    limitMs: 60_000,
  });
  const total = /^Total: (\d+) tests?/m.exec(output)?.[1];
  if (total === undefined) console.log(output);
  else console.log(`${total} browser tests are skipped: ${missing.join(', ')} missing.`);
  return judge(total === undefined ? null : { ...nothing, skipped: Number(total) }, code);
}

async function withReport(body: (file: string) => Promise<Tally>): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lanrage-report-'));
  try {
    return await body(path.join(folder, 'report.json'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
