import { readFileSync } from 'node:fs';
import path from 'node:path';
// Internal paths of an exactly pinned package: the command line would first try to download Electron.
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { DebugLogger } from 'builder-util';
import { describe, expect, it } from 'vitest';
import { root } from '../../build/tree.ts';

describe('electron-builder.yml', () => {
  it('is accepted by electron-builder itself', async () => {
    const config = await getConfig(root, null, null);
    await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined();
  });

  it('would not be accepted with a key that electron-builder does not know', async () => {
    const config = { ...(await getConfig(root, null, null)), appIdd: 'x' };
    await expect(validateConfiguration(config, new DebugLogger(false))).rejects.toThrow(/appIdd/);
  });

  it('packs what package.json starts, and opens invites', async () => {
    const { main } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const { files, protocols } = await getConfig(root, null, null);
    expect(main).toBe('out/main/main.js');
    expect(files).toEqual([{ filter: expect.arrayContaining(['out/**']) }]);
    expect(protocols).toEqual([{ name: 'LANrage invite', schemes: ['lanrage'] }]);
  });
});
