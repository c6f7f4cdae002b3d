import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTrustedProgram, isRootsOnly } from '../../../main/helper/tunnel/trusted-program.ts';

const isRoot = process.platform === 'linux' && process.geteuid?.() === 0;

describe.runIf(process.platform === 'linux')('programs that run as root', () => {
  test('are found by their real path in the system folders', () => {
    expect(findTrustedProgram('sh')).toMatch(/^\/(usr\/)?bin\//);
    expect(findTrustedProgram('no-such-program')).toBeNull();
  });

  test('never come from a folder that everybody can write', () => {
    expect(isRootsOnly('/tmp')).toBe(false);
  });

  describe.runIf(isRoot)('as root', () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync('/root/lanrage-trust-');
      writeFileSync(join(folder, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    const find = () => findTrustedProgram('tool', [folder]);

    test('are taken when nobody else could have put them there', () => {
      expect(find()).toBe(join(folder, 'tool'));
    });

    test.each<[string, (tool: string) => void]>([
      ['everybody can change', (tool) => chmodSync(tool, 0o757)],
      ['a group can change', (tool) => chmodSync(tool, 0o775)],
      ['another user owns', (tool) => chownSync(tool, 65534, 0)],
      ['cannot be run', (tool) => chmodSync(tool, 0o644)],
    ])('are refused when %s', (_, spoil) => {
      spoil(join(folder, 'tool'));
      expect(find()).toBeNull();
    });

    test('are refused below a folder that others can change, also through a link', () => {
      const open = join(folder, 'open');
      mkdirSync(open);
      chmodSync(open, 0o777);
      writeFileSync(join(open, 'tool'), '', { mode: 0o755 });
      expect(findTrustedProgram('tool', [open])).toBeNull();
      rmSync(join(folder, 'tool'));
      symlinkSync(join(open, 'tool'), join(folder, 'tool'));
      expect(find()).toBeNull();
    });
  });
});
