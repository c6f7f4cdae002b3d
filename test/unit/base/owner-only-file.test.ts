import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ensureOwnerOnlyDirectory,
  readOwnerOnly,
  writeOwnerOnly,
} from '../../../main/base/owner-only-file.ts';
import type { Command } from '../../../main/base/run-command.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanrage-owner-only-'));
  path = join(folder, 'secret');
});
afterEach(() => rmSync(folder, { recursive: true }));

const mode = (of: string) => statSync(of).mode & 0o777;
const read = async () => {
  const result = await readOwnerOnly(path);
  if (!result.ok || result.value === null) return result;
  return { text: Buffer.from(result.value.data).toString(), repaired: result.value.repaired };
};

it('reads back what it wrote and answers null where there is nothing', async () => {
  expect(await readOwnerOnly(path)).toEqual(ok(null));
  expect(await writeOwnerOnly(path, 'one')).toEqual(ok(undefined));
  expect(await writeOwnerOnly(path, Buffer.from('two'))).toEqual(ok(undefined));
  expect(await read()).toEqual({ text: 'two', repaired: false });
  expect(readdirSync(folder)).toEqual(['secret']);
});

it('tells that the folder is missing and leaves nothing behind', async () => {
  const missing = join(folder, 'none', 'secret');
  expect(await writeOwnerOnly(missing, 'x')).toEqual(
    fail(fault('storage.unwritable', { path: missing, reason: 'errno', errno: 'ENOENT' })),
  );
  expect(readdirSync(folder)).toEqual([]);
});

it('leaves the old content when the new one cannot take its place', async () => {
  mkdirSync(path);
  expect(await writeOwnerOnly(path, 'x')).toMatchObject({ ok: false, fault: { code: 'storage.unwritable' } });
  expect(readdirSync(folder)).toEqual(['secret']);
});

describe.skipIf(process.platform === 'win32')('on POSIX', () => {
  it('writes files of mode 0600 whatever the umask', async () => {
    const before = process.umask(0);
    await writeOwnerOnly(path, 'x');
    process.umask(before);
    expect(mode(path)).toBe(0o600);
  });

  it('puts wider permissions of an own file right and says so', async () => {
    writeFileSync(path, 'x');
    chmodSync(path, 0o644);
    expect(await read()).toEqual({ text: 'x', repaired: true });
    expect(mode(path)).toBe(0o600);
    expect(await read()).toEqual({ text: 'x', repaired: false });
  });

  it('refuses to read through a link, or a folder', async () => {
    writeFileSync(join(folder, 'other'), 'x');
    symlinkSync(join(folder, 'other'), path);
    expect(await read()).toEqual(
      fail(fault('storage.unreadable', { path, reason: 'errno', errno: 'ELOOP' })),
    );
    rmSync(path);
    mkdirSync(path);
    expect(await read()).toEqual(fail(fault('storage.unreadable', { path, reason: 'not-a-file' })));
  });

  it('makes folders of mode 0700, also those above', async () => {
    const deep = join(folder, 'a', 'b');
    expect(await ensureOwnerOnlyDirectory(deep)).toEqual(ok(undefined));
    expect([mode(deep), mode(join(folder, 'a'))]).toEqual([0o700, 0o700]);
  });

  it('leaves the mode of a folder that is there, but refuses one that others may write to', async () => {
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o755);
    expect(await ensureOwnerOnlyDirectory(shared)).toEqual(ok(undefined));
    expect(mode(shared)).toBe(0o755);
    chmodSync(shared, 0o1777);
    expect(await ensureOwnerOnlyDirectory(shared)).toEqual(
      fail(fault('storage.unwritable', { path: shared, reason: 'others-may-write' })),
    );
  });

  it('refuses a file in the place of the folder, and a link that leads nowhere in the place of one above', async () => {
    writeFileSync(path, '');
    expect(await ensureOwnerOnlyDirectory(path)).toEqual(
      fail(fault('storage.unwritable', { path, reason: 'errno', errno: 'ENOTDIR' })),
    );
    const link = join(folder, 'link');
    symlinkSync(join(folder, 'nowhere'), link);
    const below = join(link, 'below');
    expect(await ensureOwnerOnlyDirectory(below)).toEqual(
      fail(fault('storage.unwritable', { path: below, reason: 'errno', errno: 'ENOENT' })),
    );
  });
});

describe('on Windows', () => {
  const windows = (answer = ok<unknown>(undefined)) => {
    const calls: { file: string; args: readonly string[]; sizeBytes: number }[] = [];
    const run = async (command: Command) => {
      calls.push({ file: command.file, args: command.args, sizeBytes: statSync(command.args[0] ?? '').size });
      return answer;
    };
    return { calls, system: { platform: 'win32' as const, run } };
  };

  it('narrows the access list while the file is still empty', async () => {
    const { calls, system } = windows();
    expect(await writeOwnerOnly(path, 'secret', system)).toEqual(ok(undefined));
    expect(calls).toEqual([
      {
        // Not one that lies in the current folder.
        file: 'C:\\Windows\\System32\\icacls.exe',
        args: [expect.stringContaining('.tmp'), '/inheritance:r', '/grant:r', '*S-1-3-4:F'],
        sizeBytes: 0,
      },
    ]);
    expect(await read()).toEqual({ text: 'secret', repaired: false });
  });

  it('narrows a folder that it made, inheritably', async () => {
    const { calls, system } = windows();
    const made = join(folder, 'made');
    expect(await ensureOwnerOnlyDirectory(made, system)).toEqual(ok(undefined));
    expect(await ensureOwnerOnlyDirectory(made, system)).toEqual(ok(undefined));
    expect(calls.map(({ args }) => args)).toEqual([
      [made, '/inheritance:r', '/grant:r', '*S-1-3-4:(OI)(CI)F'],
    ]);
  });

  it('writes nothing when the access list cannot be narrowed', async () => {
    const system = {
      platform: 'win32' as const,
      run: async () => fail(fault('command.not-found', { command: 'icacls' })),
    };
    expect(await writeOwnerOnly(path, 'secret', system)).toMatchObject({
      ok: false,
      fault: {
        code: 'storage.unwritable',
        args: { reason: 'tool-not-run', program: 'icacls', problem: 'command.not-found' },
      },
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});
