import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { killTree } from '../../../main/base/process-tree.ts';
import { COMMAND_TIMEOUT_MS, runCommand } from '../../../main/base/run-command.ts';

/** A Node one-liner stands for a program: it behaves the same on every system. */
const node = (script: string, ...args: string[]) => ({
  file: process.execPath,
  args: ['-e', script, ...args],
});
const sleep = 'setInterval(() => undefined, 1000);';
/** Zombies have ended; only their parent has not noticed yet. */
const isAlive = (pid: number) => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
};

afterEach(() => {
  vi.useRealTimers();
});

describe('runCommand', () => {
  it('keeps standard output and standard error apart', async () => {
    const result = await runCommand(node('console.log("out\\n"); console.error("err")'));
    expect(result).toEqual({ ok: true, value: { exitCode: 0, stdout: 'out\n\n', stderr: 'err\n' } });
  });

  it('makes a non-zero exit a fault only when checking is on, and keeps the output', async () => {
    const failing = node('console.log("said"); console.error("why"); process.exitCode = 7');
    const checked = await runCommand(failing);
    expect(checked).toMatchObject({
      ok: false,
      fault: { code: 'command.failed', args: { exitCode: 7, stderr: 'why' } },
    });
    const unchecked = await runCommand({ ...failing, check: false });
    expect(unchecked).toEqual({ ok: true, value: { exitCode: 7, stdout: 'said\n', stderr: 'why\n' } });
  });

  it('tells a missing program by name', async () => {
    const result = await runCommand({ file: 'lanrage-no-such-program', args: ['x'] });
    expect(result).toEqual({
      ok: false,
      fault: { code: 'command.not-found', args: { command: 'lanrage-no-such-program' } },
    });
  });

  it('tells a file that may not be run, also without checking', async () => {
    const result = await runCommand({ file: import.meta.filename, args: [], check: false });
    expect(result).toMatchObject({ ok: false, fault: { code: 'command.failed', args: { exitCode: 126 } } });
  });

  it('passes input by standard input and shows it in no fault', async () => {
    const echo = node('process.stdin.pipe(process.stdout)');
    expect(await runCommand({ ...echo, input: 'the secret' })).toMatchObject({
      value: { stdout: 'the secret' },
    });
    const result = await runCommand({ ...node('process.exit(1)'), input: 'the secret'.repeat(100_000) });
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('the secret');
  });

  it('gives a command without input an end of file at once', async () => {
    const result = await runCommand({ ...node('process.stdin.pipe(process.stdout)'), timeoutMs: 10_000 });
    expect(result).toMatchObject({ ok: true, value: { stdout: '' } });
  });

  it('adds to the environment and keeps the rest', async () => {
    const result = await runCommand({
      ...node('console.log(process.env.LANRAGE_TEST, typeof process.env.PATH)'),
      env: { LANRAGE_TEST: 'set' },
    });
    expect(result).toMatchObject({ value: { stdout: 'set string\n' } });
  });

  it('calls a program by another name, for those that are several in one', async () => {
    const file = process.execPath;
    const args = ['-p', 'process.argv0'];
    expect(await runCommand({ file, args, argv0: 'iptables' })).toMatchObject({
      value: { stdout: 'iptables\n' },
    });
    expect(await runCommand({ file, args })).toMatchObject({ value: { stdout: `${file}\n` } });
  });

  it('reports a command that a signal ended like a shell', async () => {
    const result = await runCommand({
      ...node(`process.kill(process.pid, "SIGTERM");${sleep}`),
      check: false,
    });
    expect(result).toMatchObject({ ok: true, value: { exitCode: 143 } });
  });

  it('kills an overrunning command with its whole tree and reports a time-out with the command', async () => {
    const child = `const c = require('child_process');
      const start = (detached) => c.spawn(process.execPath, ['-e', ${JSON.stringify(sleep)}], { detached, stdio: 'inherit' }).pid;
      require('fs').writeFileSync(process.argv[1], [process.pid, start(false), start(true)].join());${sleep}`;
    const list = join(tmpdir(), `lanrage-tree-${process.pid}-${Date.now()}`);
    const result = await runCommand({ ...node(child, list), timeoutMs: 700 });
    const pids = readFileSync(list, 'utf8').split(',').map(Number);
    rmSync(list);
    expect(result).toMatchObject({
      ok: false,
      fault: { code: 'command.timed-out', args: { timeoutMs: 700 } },
    });
    expect(JSON.stringify(result)).toContain(process.execPath);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(pids).toHaveLength(3);
  });

  it('kills the tree and rejects with the reason when it is aborted', async () => {
    const abort = new AbortController();
    const running = runCommand({ ...node(sleep), signal: abort.signal });
    setTimeout(() => abort.abort(new Error('changed my mind')), 100);
    await expect(running).rejects.toThrow('changed my mind');
  });

  it('starts nothing when it is aborted beforehand', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(runCommand({ file: 'lanrage-no-such-program', args: [], signal })).rejects.toThrow(
      'too late',
    );
  });

  it('waits 30 s unless told otherwise', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let settled = false;
    const running = runCommand(node(sleep)).finally(() => {
      settled = true;
    });
    vi.advanceTimersByTime(29_999);
    await delay(50);
    expect(settled).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await running).toMatchObject({ ok: false, fault: { code: 'command.timed-out' } });
    expect(COMMAND_TIMEOUT_MS).toBe(30_000);
  });
});

describe('killTree', () => {
  it('asks taskkill for the whole tree on Windows and forgives one that has already ended', async () => {
    const calls: unknown[] = [];
    const system = {
      platform: 'win32' as const,
      run: async (file: string, args: readonly string[]) => {
        calls.push([file, ...args]);
        throw new Error('ERROR: The process "4711" not found.');
      },
    };
    await killTree(4711, system);
    expect(calls).toEqual([['C:\\Windows\\System32\\taskkill.exe', '/pid', '4711', '/T', '/F']]);
  });

  it('finds descendants by ps where there is no /proc', async () => {
    const detached = spawn(process.execPath, ['-e', sleep], { detached: true, stdio: 'ignore' });
    const leader = spawn(process.execPath, ['-e', sleep], { detached: true, stdio: 'ignore' });
    const lists = [
      `    1     0     1 Ss\n${leader.pid} 1 ${leader.pid} S+\n  ${detached.pid} ${leader.pid} ${detached.pid} S\n`,
      '',
    ];
    const run = async () => lists.shift() ?? '';
    await killTree(leader.pid ?? 0, { platform: 'darwin', run });
    expect([leader, detached].map((child) => isAlive(child.pid ?? 0))).toEqual([false, false]);
  });
});
