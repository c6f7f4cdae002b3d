import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cruiseLayers } from '../../build/layers.ts';
import { floors, root } from '../../build/tree.ts';

/** File → the one import that it makes → the rules that must be named. None: the import is allowed. */
const plants: readonly [from: string, specifier: string, ...rules: string[]][] = [
  ['shared/a.ts', '../main/base/goal.ts', 'floor shared/'],
  ['shared/b.ts', 'node:fs', 'runs anywhere'],
  ['shared/c.ts', './nowhere.ts', 'resolvable'],
  ['renderer/a.tsx', '../main/engine/goal.ts', 'floor renderer/'],
  ['renderer/b.tsx', '../preload/goal.ts', 'floor renderer/'],
  ['renderer/c.tsx', 'electron', 'electron stays in the shell'],
  ['preload/a.ts', '../main/base/goal.ts', 'floor preload/'],
  ['preload/b.ts', '../shared/ipc/contract.ts', 'preload bundles names only'],
  ['preload/c.ts', '../shared/model/goal.ts', 'floor preload/', 'preload bundles names only'],
  ['preload/d.ts', 'electron'],
  ['main/base/a.ts', '../crypto/goal.ts', 'floor main/base/'],
  ['main/base/b.ts', '../../test/goal.ts', 'floor main/base/'],
  ['main/crypto/a.ts', '../engine/goal.ts', 'floor main/crypto/'],
  ['main/helper/a.ts', '../engine/control/goal.ts', 'floor main/helper/'],
  ['main/servers/a.ts', '../engine/goal.ts', 'floor main/servers/'],
  ['main/engine/a.ts', '../servers/relay/goal.ts', 'floor main/engine/'],
  ['main/engine/b.ts', '../headless/goal.ts', 'floor main/engine/'],
  ['main/engine/c.ts', 'electron', 'electron stays in the shell'],
  ['main/engine/d.ts', '../servers/serve.ts'],
  ['main/engine/control/a.ts', '../path/goal.ts', 'engine below path'],
  ['main/engine/nat/a.ts', '../party/goal.ts', 'engine below party'],
  ['main/engine/path/a.ts', '../party/goal.ts', 'engine below party'],
  ['main/engine/path/b.ts', '../nat/goal.ts'],
  ['main/engine/party/a.ts', '../engine.ts', 'engine parts below engine.ts'],
  ['main/engine/party/b.ts', '../path/goal.ts'],
  ['main/ipc/a.ts', '../app/goal.ts', 'floor main/ipc/'],
  ['main/headless/a.ts', '../cli/goal.ts', 'floor main/headless/'],
  ['main/cli/a.ts', '../app/goal.ts', 'floor main/cli/'],
  ['main/app/a.ts', '../cli/goal.ts', 'floor main/app/'],
  ['main/app/b.ts', '../headless/goal.ts', 'floor main/app/'],
  ['main/app/c.ts', 'electron'],
  ['main/main.ts', './helper/goal.ts', 'floor main/main.ts'],
];

describe('the floors of the house', () => {
  it('hold in the whole tree, and the tree was really read', async () => {
    const { modules, breaches } = await cruiseLayers(root, floors());
    expect(breaches).toEqual([]);
    expect(modules).toBeGreaterThan(50);
  });
});

describe('a planted import', () => {
  let tree: string;
  let breaches: readonly string[];

  beforeAll(async () => {
    tree = mkdtempSync(path.join(tmpdir(), 'lanrage-layers-'));
    symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
    symlinkSync(path.join(root, 'tsconfig.json'), path.join(tree, 'tsconfig.json'));
    for (const [from, specifier] of plants) {
      write(from, `import { goal } from '${specifier}';\nexport const plant = goal;\n`);
      const goal = path.join(path.dirname(from), specifier);
      if (specifier.startsWith('.') && !specifier.includes('nowhere')) {
        write(goal, 'export const goal = 1;\n');
      }
    }
    write('shared/one.ts', "import { two } from './two.ts';\nexport const one = (): number => two();\n");
    write('shared/two.ts', "import { one } from './one.ts';\nexport const two = (): number => one();\n");
    write('main/servers/type.ts', "import type { G } from '../engine/goal.ts';\nexport type Plant = G;\n");
    write('preload/type.ts', "import type { C } from '../shared/ipc/contract.ts';\nexport type Plant = C;\n");
    ({ breaches } = await cruiseLayers(tree, floors(tree)));
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it.each(plants)('in %s of %s breaks exactly its rules', (from, _specifier, ...rules) => {
    expect(rulesBrokenBy(from)).toEqual(rules);
  });

  it('that closes a circle is found', () => {
    expect(breaches).toContain('no circles: shared/one.ts → shared/two.ts');
  });

  it('of a type breaks the floors too', () => {
    expect(rulesBrokenBy('main/servers/type.ts')).toEqual(['floor main/servers/']);
  });

  it('of a type of the contract is all that the preload may have beside the names', () => {
    expect(rulesBrokenBy('preload/type.ts')).toEqual([]);
  });

  function rulesBrokenBy(from: string): string[] {
    return breaches
      .flatMap((breach) => (breach.includes(`: ${from} → `) ? [breach.split(': ')[0] ?? ''] : []))
      .sort();
  }

  function write(file: string, text: string): void {
    mkdirSync(path.join(tree, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(tree, file), text);
  }
});
