import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { electronRuntime } from '../../build/electron-runtime.ts';

describe("Electron's runtime", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lanrage-electron-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is not there when only the package was installed', () => {
    expect(electronRuntime(folder, 'linux', undefined)).toBeNull();
  });

  it('is where the package noted it', () => {
    writeFileSync(path.join(folder, 'path.txt'), 'electron');
    mkdirSync(path.join(folder, 'dist'));
    writeFileSync(path.join(folder, 'dist/electron'), '');
    expect(electronRuntime(folder, 'linux', undefined)).toBe(path.join(folder, 'dist/electron'));
  });

  it('is not there when its download was cut off', () => {
    writeFileSync(path.join(folder, 'path.txt'), 'electron');
    expect(electronRuntime(folder, 'linux', undefined)).toBeNull();
  });

  it('is where the person says, under the name that it has on that system', () => {
    writeFileSync(path.join(folder, 'electron.exe'), '');
    expect(electronRuntime('/nowhere', 'win32', folder)).toBe(path.join(folder, 'electron.exe'));
    expect(electronRuntime('/nowhere', 'linux', folder)).toBeNull();
  });
});
