import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../build/run.ts';
import {
  formatTally,
  judge,
  nothing,
  oneFailed,
  readPlaywrightReport,
  readVitestReport,
  secondTry,
  sum,
} from '../../build/tally.ts';
import { root } from '../../build/tree.ts';

describe('the count of the test run', () => {
  const fine = { ...nothing, passed: 3, skipped: 1 };

  it('adds up all runners and is one plain line', () => {
    expect(formatTally(sum([fine, { ...nothing, passed: 1, failed: 2 }]))).toBe(
      '4 passed, 2 failed, 1 skipped',
    );
  });

  it('keeps what a runner said that ended well', () => {
    expect(judge(fine, 0)).toEqual(fine);
    const failed = { ...nothing, passed: 1, failed: 1 };
    expect(judge(failed, 1)).toEqual(failed);
  });

  it('has a failure when a runner crashed before its report', () => {
    expect(judge(null, null)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
  });

  it('has a failure when a runner failed although all of its tests passed', () => {
    expect(judge(fine, 1)).toMatchObject({ passed: 3, failed: 1, skipped: 1 });
  });

  it('is that of the second try for files that had failed, and tells what the first one said', () => {
    const first = { 'a.test.ts': fine, 'b.test.ts': { ...oneFailed('b › late'), passed: 4 } };
    expect(secondTry(first, { 'b.test.ts': { ...nothing, passed: 5 } })).toEqual({
      passed: 8,
      failed: 0,
      skipped: 1,
      remarks: ['in the first try: failed: b › late'],
    });
    const again = { 'b.test.ts': { ...oneFailed('b › late'), passed: 4 } };
    expect(secondTry(first, again)).toMatchObject({ passed: 7, failed: 1 });
  });

  it('has a failure when a runner found no tests', () => {
    expect(judge(nothing, 0)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('a real runner', () => {
  let folder: string;
  beforeEach(() => {
    // Below the project, so that the runners find their packages.
    mkdirSync(path.join(root, 'out'), { recursive: true });
    folder = mkdtempSync(path.join(root, 'out', 'tally-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const body = (runner: string) => `import { expect, test } from '${runner}';
    test('good', () => { expect(1).toBe(1); });
    test('bad', () => { expect(1).toBe(2); });
    test.skip('left out', () => {});`;

  it('is counted test by test with vitest, with a remark on what failed', async () => {
    writeFileSync(path.join(folder, 'a.test.ts'), body('vitest'));
    writeFileSync(path.join(folder, 'vitest.config.mjs'), 'export default {};');
    const file = path.join(folder, 'report.json');
    const args = ['run', '--root', folder, '--config', path.join(folder, 'vitest.config.mjs')];
    const reporter = `--reporter=${path.join(root, 'build/counting-reporter.ts')}`;
    const { code } = await run('vitest', [...args, reporter], {
      output: 'capture',
      env: { LANRAGE_TALLY: file },
    });
    expect(code).toBe(1);
    expect(readVitestReport(file)).toEqual({
      'a.test.ts': {
        passed: 1,
        failed: 1,
        skipped: 1,
        remarks: [expect.stringMatching(/^failed: a\.test\.ts › bad: expected 1 to be 2/)],
      },
      'outside every test': nothing,
    });
  });

  it('is counted test by test with Playwright', async () => {
    writeFileSync(path.join(folder, 'a.spec.ts'), body('@playwright/test'));
    const config = "export default { respectGitIgnore: false, outputDir: 'results' };";
    writeFileSync(path.join(folder, 'playwright.config.ts'), config);
    const file = path.join(folder, 'report.json');
    const { code } = await run('playwright', ['test', '--config', folder, '--reporter=list,json'], {
      output: 'capture',
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    });
    expect(code).toBe(1);
    expect(readPlaywrightReport(file)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
      remarks: ['failed: a.spec.ts › bad'],
    });
  });

  it('is stopped with all that it started once it has been silent for long', async () => {
    const pidFile = path.join(folder, 'pid');
    const script = `sleep 60 & echo $! > '${pidFile}'; wait`;
    const { code } = await run('sh', ['-c', script], { output: 'capture', silenceMs: 500 });
    expect(code).toBeNull();
    // The system takes a moment to clear away whom nobody waits for.
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/));
  });

  it('goes on for as long as it says something', async () => {
    const script = 'for i in 1 2 3 4 5 6 7 8; do sleep 0.5; echo $i; done';
    const began = performance.now();
    expect(await run('sh', ['-c', script], { output: 'capture', silenceMs: 3_000 })).toEqual({
      code: 0,
      output: '1\n2\n3\n4\n5\n6\n7\n8\n',
    });
    expect(performance.now() - began).toBeGreaterThan(3_500);
  });

  it('has ended when it ends, though what it left behind holds its output open', async () => {
    const began = performance.now();
    const { code, output } = await run('sh', ['-c', 'sleep 60 & echo $!; exit 3'], { output: 'capture' });
    process.kill(Number(output));
    expect(code).toBe(3);
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});
