import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isRootsOnly } from '../tunnel/trusted-program.ts';

/** Windows has neither, and no pipes among its files. */
const { O_NONBLOCK: NO_WAIT = 0, O_NOFOLLOW: NO_LINK = 0 } = constants;

const CHUNK_BYTES = 1024 * 1024;
/** Node is 120 MB. */
const LIMIT_BYTES = 512 * 1024 * 1024;

/**
 * Copies a program to where only root can change it. What is hashed is what was written: a file that somebody
 * exchanges meanwhile is noticed, and then nothing is put in place.
 * @param sha256 - base64url, as the one who asks has read the file. @returns whether it was that file.
 */
export function copyVerified(source: string, target: string, sha256: string, mode: number): boolean {
  const temporary = `${target}.new`;
  // A pipe that somebody put there would hold a process of root's for ever; and a link leads elsewhere.
  const from = openSync(source, constants.O_RDONLY | NO_WAIT | NO_LINK);
  try {
    rmSync(temporary, { force: true });
    const to = openSync(temporary, 'wx', 0o600);
    try {
      if (!fstatSync(from).isFile() || copy(from, to) !== sha256) return false;
      fchmodSync(to, mode);
      fsyncSync(to);
    } finally {
      closeSync(to);
    }
    renameSync(temporary, target);
    return true;
  } finally {
    closeSync(from);
    rmSync(temporary, { force: true });
  }
}

/** Makes a folder that everybody may look into and only root can change; false when one above it is somebody's. */
export function makeRootsFolder(folder: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return isRootsOnly(folder) && isRootsOnly(dirname(folder));
}

function copy(from: number, to: number): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let copied = 0; copied <= LIMIT_BYTES; ) {
    const count = readSync(from, chunk);
    if (count === 0) return hash.digest('base64url');
    hash.update(chunk.subarray(0, count));
    for (let done = 0; done < count; ) done += writeSync(to, chunk, done, count - done);
    copied += count;
  }
  return 'too large';
}
