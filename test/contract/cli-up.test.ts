import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine } from '../../main/headless/connect-engine.ts';
import { CliSandbox, exited, finished, firstLine } from './kit/cli-process.ts';

let box: CliSandbox;

beforeEach(async () => {
  box = await CliSandbox.make();
});

afterEach(async () => {
  await box.close();
});

describe('lanrage up', () => {
  it('says where it is to be seen in one line, serves there, and stops in order at SIGTERM', async () => {
    const { child, event } = await box.up();
    expect(event).toEqual({
      event: 'up',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/),
      pid: child.pid,
      notices: [],
    });
    expect((await fetch(event.url)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exited(child)).toBe(0);
    expect(await connectEngine(box.dataDir)).toMatchObject({ fault: { code: 'engine.not-running' } });
  });

  it('greets a person in words, after changing the settings that it was given', async () => {
    const child = box.start('up', '--no-browser', '--set', 'interfaceName=lanrage7');
    expect(await firstLine(child)).toMatch(/^LANrage is up. See it in a browser at http:\/\/127\.0\.0\.1:/);
    expect((await box.run(['settings'])).out).toContain('interfaceName=lanrage7\n');
    child.kill('SIGINT');
    expect(await exited(child)).toBe(0);
  });

  it('refuses a second one on the same data directory, in front and in the background', async () => {
    await box.host();
    const inFront = await finished(box.start('up', '--json'));
    expect(inFront.code).toBe(1);
    expect(JSON.parse(inFront.out)).toEqual({
      ok: false,
      fault: { code: 'engine.already-running', args: { dataDir: box.dataDir, pid: process.pid } },
    });
    const behind = await finished(box.start('up', '--detach'));
    expect(behind).toMatchObject({ code: 1, out: '' });
    expect(behind.err).toContain('LANrage is already running');
    expect(await box.run(['status'])).toMatchObject({ code: 0 });
  });

  it('does not start with a setting that is wrong', async () => {
    const wrong = await box.run(['up', '--set', 'mtu=12']);
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toContain('“mtu” was not accepted');
    expect(existsSync(box.dataDir)).toBe(false);
  });

  it('runs in the background with --detach, and down ends it', async () => {
    const started = await finished(box.start('up', '--detach', '--json'));
    expect(started.code).toBe(0);
    const { event, pid } = JSON.parse(started.out);
    expect(event).toBe('up');
    expect(await box.run(['down'])).toEqual({ code: 0, out: 'LANrage is down.\n', err: '' });
    // Whoever adopted it takes a moment to bury it.
    await expect.poll(() => isThere(pid)).toBe(false);
  });

  it('starts again after it was killed', async () => {
    const { child } = await box.up();
    child.kill('SIGKILL');
    await exited(child);
    expect((await box.run(['status', '--json'])).out).toContain('engine.not-running');
    await box.up();
    expect(await box.run(['status'])).toMatchObject({ code: 0 });
  });
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
