import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../build/run.ts';
import { root } from '../../build/tree.ts';

describe("the lint against URLs' pathnames as paths of files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lanrage-lint-'));
    const plugins = [path.join(root, 'build/no-url-as-path.grit')];
    const config = { plugins, linter: { rules: { preset: 'none' } } };
    writeFileSync(path.join(folder, 'biome.json'), JSON.stringify(config));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function lint(text: string) {
    writeFileSync(path.join(folder, 'planted.ts'), text);
    return run('biome', ['lint', '--colors=off', '.'], { cwd: folder, output: 'capture' });
  }

  it.each([
    ["export const file = new URL('tool.ts', import.meta.url).pathname;"],
    ["const { pathname } = new URL('tool.ts', import.meta.url);\nexport const file = pathname;"],
    ["const url = new URL('tool.ts', import.meta.url);\nexport const file = url.pathname;"],
  ])('finds %j', async (text) => {
    const { code, output } = await lint(text);
    expect(output).toContain('The pathname of a URL is no path');
    expect(code).toBe(1);
  });

  it.each([
    [
      "import { fileURLToPath } from 'node:url';\nexport const f = fileURLToPath(new URL('t.ts', import.meta.url));",
    ],
    ['export const asked = (url: string) => new URL(url).pathname;'],
  ])('leaves %j alone', async (text) => {
    expect(await lint(text)).toMatchObject({ code: 0 });
  });
});
