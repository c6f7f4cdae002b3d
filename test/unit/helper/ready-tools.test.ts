import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Command, startAhead } from '../../../main/base/run-command.ts';
import { createReadyTools } from '../../../main/helper/tunnel/ready-tools.ts';
import { ok } from '../../../shared/result.ts';

/** Prints what it was given, and which process it is. */
const echo = {
  file: process.execPath,
  args: ['-e', 'process.stdin.on("data", (d) => console.log(process.pid + " " + d))'],
};

describe('a program that is started ahead', () => {
  let started: ReturnType<typeof startAhead>[];
  let ran: Command[];
  const open = () =>
    createReadyTools(
      (program) => {
        const command = startAhead(program);
        started.push(command);
        return command;
      },
      async (command) => {
        ran.push(command);
        return ok({ exitCode: 0, stdout: '', stderr: '' });
      },
    );

  beforeEach(() => {
    started = [];
    ran = [];
  });
  afterEach(() => {
    for (const command of started) command.dismiss();
    vi.useRealTimers();
  });

  it('does what it is given then, once; the next one is started as ever', async () => {
    const { run, expect: awaitCall } = open();
    awaitCall(echo);
    awaitCall(echo);
    expect(started).toHaveLength(1);
    const done = await run({ ...echo, input: 'hello' });
    expect(done).toMatchObject({
      ok: true,
      value: { exitCode: 0, stdout: expect.stringMatching(/^\d+ hello\n$/) },
    });
    expect(ran).toEqual([]);
    await run({ ...echo, input: 'again' });
    expect(ran).toHaveLength(1);
  });

  it('is not taken for another one, nor for one that reads nothing', async () => {
    const { run, expect: awaitCall } = open();
    awaitCall(echo);
    await run({ file: echo.file, args: ['-e', ''], input: 'hello' });
    await run(echo);
    expect(ran).toHaveLength(2);
  });

  it('is started anew where it has ended meanwhile', async () => {
    const { run, expect: awaitCall } = open();
    const ending = { file: process.execPath, args: ['-e', ''] };
    awaitCall(ending);
    await vi.waitFor(() => expect(started[0]?.isRunning).toBe(false));
    await run({ ...ending, input: 'hello' });
    expect(ran).toHaveLength(1);
  });

  it('ends where nobody has anything for it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { expect: awaitCall } = open();
    awaitCall(echo);
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(started[0]?.isRunning).toBe(false));
  });

  it('says how it failed', async () => {
    const { run, expect: awaitCall } = open();
    const failing = {
      file: process.execPath,
      args: ['-e', 'process.stdin.on("data", () => process.exit(3))'],
    };
    awaitCall(failing);
    expect(await run({ ...failing, input: 'x' })).toMatchObject({
      ok: false,
      fault: { code: 'command.failed', args: { exitCode: 3 } },
    });
  });
});
