import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeLab } from './kit/describe-lab.ts';
import { LabProcess } from './kit/process.ts';

const DEMO = fileURLToPath(new URL('../../build/demo.ts', import.meta.url));

describeLab('the demo', () => {
  test('shows three players who reach each other, opens an interface, and leaves nothing', async () => {
    const demo = new LabProcess(process.execPath, [DEMO, '--seconds', '8']);
    await expect.poll(() => demo.stdout).toMatch(/http:\S+/);
    const [url = ''] = /http:\S+/.exec(demo.stdout) ?? [];
    const page = await fetch(url);

    const code = await demo.exited;

    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>LANrage</title>');
    expect(demo.stdout.match(/ (relayed|direct) +\d/g)?.length ?? 0).toBeGreaterThanOrEqual(6);
    expect(demo.stdout.trimEnd()).toMatch(/Nothing is left\.$/);
    expect(code).toBe(0);
  });

  test('ends at Ctrl-C and leaves nothing', async () => {
    const demo = new LabProcess(process.execPath, [DEMO]);
    await expect.poll(() => demo.stdout).toMatch(/player +behind/);

    demo.kill('SIGINT');
    const code = await demo.exited;

    expect(demo.stdout.trimEnd()).toMatch(/Nothing is left\.$/);
    expect(code).toBe(0);
  });
});
