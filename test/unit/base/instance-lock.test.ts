import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockInstance } from '../../../main/base/instance-lock.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail } from '../../../shared/result.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lanrage-lock-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** Long enough for a process to start on a machine that is busy with other tests. */
const inTime = () => ({ signal: AbortSignal.timeout(45_000) });

function held() {
  const result = lockInstance(dataDir);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

it('lets one instance in and tells the second one who holds the folder', () => {
  const lock = held();
  const taken = fail(fault('engine.already-running', { dataDir, pid: process.pid }));
  expect(lockInstance(dataDir)).toEqual(taken);
  // A refused attempt must not loosen the first one's hold.
  expect(lockInstance(dataDir)).toEqual(taken);
  lock.release();
  lock.release();
  expect(existsSync(join(dataDir, 'lock.pid'))).toBe(false);
  held().release();
});

it.runIf(process.platform !== 'win32')('is a file that nobody else could open and lock', () => {
  const mask = process.umask(0);
  const lock = held();
  process.umask(mask);
  expect(statSync(join(dataDir, 'lock.db')).mode & 0o777).toBe(0o600);
  lock.release();
});

it('keeps two folders apart', () => {
  const lock = held();
  const other = mkdtempSync(join(tmpdir(), 'lanrage-lock-'));
  const second = lockInstance(other);
  expect(second.ok).toBe(true);
  if (second.ok) second.value.release();
  lock.release();
  rmSync(other, { recursive: true });
});

it('holds against another process, and is free again at once when that one is killed', async () => {
  const holder = fork(new URL('../../fixtures/lock-holder.ts', import.meta.url), [dataDir]);
  const exited = once(holder, 'exit');
  try {
    const [told] = await Promise.race([once(holder, 'message', inTime()), exited]);
    expect(told).toBe(true);
    expect(lockInstance(dataDir)).toEqual(
      fail(fault('engine.already-running', { dataDir, pid: holder.pid ?? 0 })),
    );
  } finally {
    holder.kill('SIGKILL');
    await exited;
  }
  held().release();
});

it('tells a folder that is not there', () => {
  const missing = join(dataDir, 'none');
  expect(lockInstance(missing)).toMatchObject({
    ok: false,
    fault: { code: 'storage.unwritable', args: { path: missing } },
  });
});

it('locks all the same where something was written over the file', () => {
  writeFileSync(join(dataDir, 'lock.db'), 'no database at all\n'.repeat(100));
  const lock = held();
  expect(lock.wasDamaged).toBe(true);
  expect(lockInstance(dataDir)).toMatchObject({ ok: false, fault: { code: 'engine.already-running' } });
  lock.release();
  const next = held();
  expect(next.wasDamaged).toBe(false);
  next.release();
});
