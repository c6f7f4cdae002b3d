/** Short-lived folders of a lab (short, too: a Unix socket's path has 107 characters), named after their owner. */
import { globSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeHelperFiles } from './helper-files.ts';
import { isAlive, ownerOf } from './names.ts';

/** Makes an empty folder that only its owner can read. */
export function makeFolder(internet: string, name: string): string {
  const folder = join(tmpdir(), internet, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Removes every folder of an Internet, and the sockets of helpers that are named by what stands in them. */
export function removeFolders(internet: string): void {
  const top = join(tmpdir(), internet);
  removeHelperFiles([], globSync(`${top}/*`));
  rmSync(top, { recursive: true, force: true });
}

/** Internets of dead runs that still have folders. */
export function abandonedFolders(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => {
    const owner = ownerOf(name);
    return owner !== null && !isAlive(owner);
  });
}
