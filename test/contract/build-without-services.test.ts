import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withoutServices } from '../../build/without-services.ts';

describe('while packages are installed', () => {
  let folder: string;
  let policy: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lanrage-policy-'));
    policy = path.join(folder, 'policy-rc.d');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What Debian's tools would be told when a package wants to start its service. */
  const ask = () => spawnSync('/bin/sh', [policy, 'coturn', 'start']).status;

  it('no service may be started, and afterwards each may again', async () => {
    await withoutServices(async () => expect(ask()).toBe(101), policy);
    expect(existsSync(policy)).toBe(false);
  });

  it('a policy of the machine’s own stays in force and in place', async () => {
    writeFileSync(policy, '#!/bin/sh\nexit 104\n', { mode: 0o755 });
    await withoutServices(async () => expect(ask()).toBe(104), policy);
    expect(ask()).toBe(104);
  });

  it('a run that breaks off leaves nothing, and one that is killed nothing that lasts', async () => {
    const broken = withoutServices(() => Promise.reject(new Error('no network')), policy);
    await expect(broken).rejects.toThrow('no network');
    expect(existsSync(policy)).toBe(false);

    let left = '';
    await withoutServices(async () => {
      left = readFileSync(policy, 'utf8');
    }, policy);
    const dead = spawnSync('/bin/true').pid;
    writeFileSync(policy, left.replace(String(process.pid), String(dead)), { mode: 0o755 });
    expect(ask()).toBe(0);
    expect(existsSync(policy)).toBe(false);
  });
});
