import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findWritableByOthers } from '../../../../main/engine/helper/writable-by-others.ts';

describe.runIf(process.platform === 'linux')('what will run as root', () => {
  const uid = process.geteuid?.() ?? 0;
  const user = { uid, gid: process.getegid?.() ?? 0 };
  let folder: string;
  let script: string;

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'lanrage-writable-')));
    mkdirSync(join(folder, 'app'), { mode: 0o755 });
    script = join(folder, 'app', 'helper.js');
    writeFileSync(script, '', { mode: 0o644 });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  test('may stand in a folder of its own user, also below a sticky one', () => {
    expect(findWritableByOthers(script, user)).toBeNull();
  });

  test('must not be writable for everybody', () => {
    chmodSync(script, 0o666);
    expect(findWritableByOthers(script, user)).toBe(script);
  });

  test('must not stand below a folder that everybody can write, also through a link', () => {
    chmodSync(join(folder, 'app'), 0o777);
    expect(findWritableByOthers(script, user)).toBe(join(folder, 'app'));
    symlinkSync(script, join(folder, 'link.js'));
    expect(findWritableByOthers(join(folder, 'link.js'), user)).toBe(join(folder, 'app'));
  });

  test("may be writable for the user's private group and root's, not for another", () => {
    chmodSync(script, 0o664);
    const isPrivate = user.gid === user.uid || user.gid === 0;
    expect(findWritableByOthers(script, user)).toBe(isPrivate ? null : script);
    // The file's group is this process's, so for a user of another group it is a foreign one, unless it is root's.
    const other = findWritableByOthers(script, { uid, gid: user.gid + 1 });
    expect(other).toBe(user.gid === 0 ? null : script);
  });

  test.runIf(uid === 0)('must not be writable for a group that several users have as their own', () => {
    chmodSync(script, 0o664);
    chownSync(script, 1001, 100);
    expect(findWritableByOthers(script, { uid: 1001, gid: 100 })).toBe(script);
    chownSync(script, 1001, 1001);
    expect(findWritableByOthers(script, { uid: 1001, gid: 1001 })).not.toBe(script);
  });

  test("must not be another ordinary user's", () => {
    const found = findWritableByOthers(script, { uid: uid + 1, gid: user.gid });
    expect(found).toBe(uid === 0 ? null : script);
  });
});
