import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsPage } from '../../build/settings-page.ts';
import { root } from '../../build/tree.ts';
import { settingNames } from '../../shared/model/settings/registry.ts';

describe('docs/settings.md', () => {
  it('is what the registry says; else run: npm run docs', () => {
    expect(readFileSync(path.join(root, 'docs/settings.md'), 'utf8')).toBe(settingsPage());
  });

  it('has one row for each setting, with all of its facts', () => {
    const rows = settingsPage()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows.map((row) => /^\| `(\w+)`/.exec(row)?.[1])).toEqual(settingNames);
    for (const row of rows)
      expect(
        row.split(' | ').filter((cell) => /\S/.test(cell)),
        row,
      ).toHaveLength(5);
    expect(rows).toContain(
      '| `mtu` | MTU. Smaller helps where games connect and then stall. | 576 to 9000 bytes | `1420` | Takes effect the next time the tunnel is created. |',
    );
  });
});
