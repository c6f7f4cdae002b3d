import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where systems keep programs; never the client's PATH. */
const SYSTEM_FOLDERS = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin', '/usr/local/sbin'];
const EXECUTABLE = 0o111;
const WRITABLE_BY_OTHERS = 0o022;

/** The real path of a program that only root can have put there; null when there is none. */
export function findTrustedProgram(name: string, folders: readonly string[] = SYSTEM_FOLDERS): string | null {
  for (const folder of folders) {
    const path = realPath(join(folder, name));
    if (path !== null && isProgram(statSync(path)) && isRootsOnly(path)) return path;
  }
  return null;
}

/** Tells whether nobody but root can change what stands under this real path, by it or by any folder above. */
export function isRootsOnly(path: string): boolean {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink() || stat.uid !== 0 || (stat.mode & WRITABLE_BY_OTHERS) !== 0) return false;
  const parent = dirname(path);
  return parent === path || isRootsOnly(parent);
}

function isProgram(stat: Stats): boolean {
  return stat.isFile() && (stat.mode & EXECUTABLE) !== 0;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return null;
    throw error;
  }
}
