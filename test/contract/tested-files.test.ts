import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../build/tree.ts';
import { filesOf, linesOf, reachedFrom } from './kit/imports.ts';

/** What is smaller is seen through at a glance. */
const SMALL_LINES = 40;

/** Files of the engine that no unit or contract test runs. */
function untested(tree: string): string[] {
  const reached = reachedFrom(tree, filesOf(tree, 'test/{unit,contract}/**/*.test.ts'));
  return filesOf(tree, 'main/engine/**/*.ts').filter(
    (file) => !reached.has(file) && linesOf(tree, file) > SMALL_LINES,
  );
}

describe('a file of the engine of more than 40 lines', () => {
  it('runs in a unit or contract test', () => {
    expect(reachedFrom(root, ['test/contract/engine-party.test.ts']).has('main/engine/engine.ts')).toBe(true);
    expect(untested(root)).toEqual([]);
  });

  it('that is planted is found where nothing imports it, or only its types', () => {
    const tree = mkdtempSync(path.join(tmpdir(), 'lanrage-untested-'));
    const long = `${'\n'.repeat(SMALL_LINES)}export const value = 1;\n`;
    const plant = (file: string, text: string): void => {
      mkdirSync(path.join(tree, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(tree, file), text);
    };
    for (const name of ['run', 'inner', 'typed', 'alone', 'lazy']) plant(`main/engine/${name}.ts`, long);
    plant('main/engine/small.ts', 'export const value = 1;\n');
    plant('main/engine/types.ts', `${'\n'.repeat(SMALL_LINES)}export interface Value {}\n`);
    plant('main/engine/way.ts', "export { value } from './inner.ts';\n");
    plant(
      'test/unit/one.test.ts',
      [
        "import {\n  value,\n} from '../../main/engine/run.ts';",
        "import type { value as Value } from '../../main/engine/typed.ts';",
        "import { value as other } from '../../main/engine/way.ts';",
        "const lazy = await import('../../main/engine/lazy.ts');",
      ].join('\n'),
    );
    try {
      expect(untested(tree).sort()).toEqual(['main/engine/alone.ts', 'main/engine/typed.ts']);
    } finally {
      rmSync(tree, { recursive: true, force: true });
    }
  });
});
