/** Which packages end up in what people install: told by the bundler, not by a list that somebody keeps. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { z } from 'zod';
import { root } from '../tree.ts';

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().default('unknown'),
});

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as its author states it. */
  readonly license: string;
  /** The licence's text; empty where the package has none. */
  readonly licenseText: string;
}

/** Not bundled, and there all the same: the runtime, and what has a binary. */
const BESIDE = ['electron', 'koffi'];
const LICENSE_FILE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i;

/** Notes the packages whose code the bundler took; `folders` is added to. */
export function noteShipped(folders: Set<string>): Plugin {
  return {
    name: 'note-shipped-packages',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of chunk.moduleIds) {
          const folder = packageFolder(id);
          if (folder !== null) folders.add(folder);
        }
      }
    },
  };
}

/** All that ships, by name and version. @param folders - of the bundled packages. */
export function readShipped(folders: ReadonlySet<string>): ShippedPackage[] {
  const beside = BESIDE.map((name) => path.join(root, 'node_modules', name));
  return [...new Set([...folders, ...beside])]
    .filter((folder) => existsSync(path.join(folder, 'package.json')))
    .map(readPackage)
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** The folder of the package that a module is in; null for our own and for the bundler's. */
function packageFolder(id: string): string | null {
  const file = id.replace(/^\0/, '').replace(/[?#].*$/, '');
  return /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file)?.[1] ?? null;
}

function readPackage(folder: string): ShippedPackage {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
  const file = readdirSync(folder).find((name) => LICENSE_FILE.test(name));
  const licenseText = file === undefined ? '' : readFileSync(path.join(folder, file), 'utf8').trim();
  return { ...manifest, licenseText };
}
