import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installHelper, uninstallHelper } from '../../../../main/engine/helper/helper-service.ts';
import { ok } from '../../../../shared/result.ts';

describe.runIf(process.platform === 'linux')('setting the helper up once', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanrage-set-up-'));
    writeFileSync(join(folder, 'helper.js'), '', { mode: 0o644 });
    writeFileSync(join(folder, 'node'), '', { mode: 0o755 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['set up', installHelper],
    ['taken away', uninstallHelper],
  ])('is %s by no program that others can change, whoever asks for the rights', async (_, change) => {
    let asked = 0;
    const script = join(folder, 'helper.js');
    const options = {
      dataDir: folder,
      helperScript: script,
      nodePath: join(folder, 'node'),
      elevate: async () => {
        asked++;
        return ok('{"ok":true}');
      },
    };
    expect(await change(options)).toEqual(ok({}));
    chmodSync(script, 0o666);
    expect(await change(options)).toMatchObject({
      ok: false,
      fault: { code: 'helper.not-installed', args: { reason: 'writable-by-others', path: script } },
    });
    expect(asked).toBe(1);
  });
});
