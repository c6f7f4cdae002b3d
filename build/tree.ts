/** Where the project is, and the folders at its top that hold code. */
import { existsSync } from 'node:fs';
import path from 'node:path';

export const root = path.dirname(import.meta.dirname);

/** The folders with code of ours, in or below which every rule of the toolchain holds. */
export function floors(tree: string = root): string[] {
  const names = ['main', 'preload', 'renderer', 'shared', 'test', 'build'];
  return names.filter((name) => existsSync(path.join(tree, name)));
}
