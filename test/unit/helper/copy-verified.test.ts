import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyVerified } from '../../../main/helper/service/copy-verified.ts';

describe('copying a program to where only root writes', () => {
  const wanted = 'the program';
  const sha256 = createHash('sha256').update(wanted).digest('base64url');
  let folder: string;
  let source: string;
  let target: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanrage-copy-'));
    [source, target] = [join(folder, 'source'), join(folder, 'target')];
    writeFileSync(target, 'of before', { mode: 0o644 });
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function expectUntouched(): void {
    expect(readFileSync(target, 'utf8')).toBe('of before');
    expect(readdirSync(folder)).not.toContain('target.new');
  }

  test('puts what was asked for in place, with its mode', () => {
    writeFileSync(source, wanted, { mode: 0o600 });
    expect(copyVerified(source, target, sha256, 0o755)).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe(wanted);
    expect(statSync(target).mode & 0o777).toBe(0o755);
  });

  test('puts nothing in place of what was exchanged meanwhile', () => {
    writeFileSync(source, 'another program');
    expect(copyVerified(source, target, sha256, 0o755)).toBe(false);
    expectUntouched();
  });

  test.skipIf(process.platform === 'win32')('waits for no pipe, and follows no link, to any file', () => {
    expect(spawnSync('/bin/sh', ['-c', 'mkfifo "$0"', source]).status).toBe(0);
    expect(copyVerified(source, target, sha256, 0o755)).toBe(false);
    expectUntouched();
    rmSync(source);
    writeFileSync(join(folder, 'elsewhere'), wanted);
    symlinkSync(join(folder, 'elsewhere'), source);
    expect(() => copyVerified(source, target, sha256, 0o755)).toThrow('ELOOP');
    expectUntouched();
  });
});
