import { execFileSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockInstance } from '../../main/base/instance-lock.ts';
import { createFileSink } from '../../main/base/log/file-sink.ts';
import { humanFormat } from '../../main/base/log/human-format.ts';
import type { LogLine } from '../../main/base/log/log-line.ts';
import { writeOwnerOnly } from '../../main/base/owner-only-file.ts';
import { openEngineDatabase } from '../../main/engine/config/engine-database.ts';
import { openSettingsStore } from '../../main/engine/config/settings-store.ts';
import { loadDeviceKeys } from '../../main/engine/keys/device-keys.ts';
import { fault } from '../../shared/faults/fault.ts';
import { fail } from '../../shared/result.ts';
import { describeLab } from './kit/describe-lab.ts';

describeLab('what is stored', () => {
  /** A disk of its own, small enough to be filled. */
  let disk: string;
  beforeEach(() => {
    disk = mkdtempSync(join(tmpdir(), 'lanrage-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'lanrage-test', disk]);
  });
  afterEach(() => {
    execFileSync('umount', [disk]);
    rmdirSync(disk);
  });

  const at = (...names: string[]) => join(disk, ...names);
  const makeReadOnly = () => execFileSync('mount', ['-o', 'remount,ro', disk]);

  /** Takes every byte that is left; removing the file gives them back. */
  function fill(): string {
    const path = at('filler');
    const file = openSync(path, 'w');
    try {
      const block = Buffer.alloc(4096);
      while (writeSync(file, block) > 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
    return path;
  }

  function openStore() {
    const opened = openEngineDatabase(disk);
    if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
    return { ...opened.value, store: openSettingsStore(opened.value.database) };
  }

  describe('a full disk', () => {
    it('is one clear fault for whoever starts on it', async () => {
      fill();
      expect(openEngineDatabase(disk)).toEqual(fail(fault('storage.full', { path: at('lanrage.db') })));
      expect(lockInstance(disk)).toEqual(fail(fault('storage.full', { path: disk })));
      expect(await writeOwnerOnly(at('token'), 'x'.repeat(100))).toEqual(
        fail(fault('storage.full', { path: at('token') })),
      );
      expect(await loadDeviceKeys(at('keys'))).toMatchObject({ fault: { code: 'storage.full' } });
      expect(readdirSync(disk).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    });

    it('loses no setting that was answered, and takes changes again once there is room', () => {
      const { store, database } = openStore();
      const filler = fill();
      let kept = store.get();
      let refused = null;
      for (let mtu = 1000; refused === null && mtu < 2000; mtu++) {
        const changed = store.update({ mtu });
        if (changed.ok) kept = changed.value;
        else refused = changed.fault;
      }
      expect(refused).toEqual(fault('storage.full', { path: at('lanrage.db') }));
      expect(store.get()).toEqual(kept);
      rmSync(filler);
      expect(store.update({ keepaliveSeconds: 9 })).toMatchObject({ ok: true });
      database.close();

      const again = openStore();
      expect([again.store.get(), again.repaired]).toEqual([{ ...kept, keepaliveSeconds: 9 }, null]);
      again.database.close();
    });

    it('leaves the old content of an owner-only file', async () => {
      await writeOwnerOnly(at('token'), 'old');
      fill();
      expect(await writeOwnerOnly(at('token'), 'x'.repeat(100))).toMatchObject({ ok: false });
      expect(readFileSync(at('token'), 'utf8')).toBe('old');
    });

    it('sends log lines to the fallback, and back to the file once there is room', () => {
      const fallen: LogLine[] = [];
      const path = at('logs', 'lanrage.log');
      const sink = createFileSink({
        path,
        format: humanFormat,
        fallback: { write: (one) => fallen.push(one) },
      });
      const line = (message: string): LogLine => ({
        time: new Date(),
        level: 'info',
        area: '',
        message,
        fields: {},
      });
      sink.write(line('first'));
      const filler = fill();
      for (let i = 0; i < 100; i++) sink.write(line('x'.repeat(200)));
      expect(fallen.length).toBeGreaterThan(50);
      expect(fallen[0]?.fields.logFileError).toContain('ENOSPC');
      rmSync(filler);
      sink.write(line('there is room again'));
      expect(readFileSync(path, 'utf8')).toContain('there is room again');
    });
  });

  describe('a read-only disk', () => {
    it('is one clear fault for whoever starts on it', async () => {
      makeReadOnly();
      const unwritable = {
        ok: false,
        fault: { code: 'storage.unwritable', args: { reason: 'errno', errno: 'EROFS' } },
      };
      expect(openEngineDatabase(disk)).toMatchObject(unwritable);
      expect(await loadDeviceKeys(at('keys'))).toMatchObject(unwritable);
      expect(await writeOwnerOnly(at('token'), 'x')).toMatchObject(unwritable);
      expect(lockInstance(disk)).toMatchObject({
        fault: { code: 'storage.unwritable', args: { path: disk } },
      });
    });

    it('is told too when the files are there already, and loses none of them', async () => {
      const { store, database } = openStore();
      store.update({ mtu: 1300 });
      database.close();
      const keys = await loadDeviceKeys(at('keys'));
      makeReadOnly();
      expect(openEngineDatabase(disk)).toMatchObject({ ok: false, fault: { code: 'storage.unwritable' } });
      // Keys need only be read.
      expect(await loadDeviceKeys(at('keys'))).toEqual(keys);
      execFileSync('mount', ['-o', 'remount,rw', disk]);
      const again = openStore();
      expect([again.store.get().mtu, again.repaired]).toEqual([1300, null]);
      again.database.close();
    });
  });

  it('refuses a private key that belongs to another user', async () => {
    await loadDeviceKeys(at('keys'));
    chownSync(at('keys', 'wireguard.key'), 65534, 65534);
    expect(await loadDeviceKeys(at('keys'))).toEqual(
      fail(fault('keys.unreadable', { path: at('keys', 'wireguard.key'), reason: 'another-owner' })),
    );
  });

  it('refuses a folder that belongs to another user', async () => {
    writeFileSync(at('placeholder'), '');
    chownSync(disk, 65534, 65534);
    expect(await loadDeviceKeys(disk)).toMatchObject({
      fault: { code: 'storage.unwritable', args: { reason: 'another-owner' } },
    });
  });
});
