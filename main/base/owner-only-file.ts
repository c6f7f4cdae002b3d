/**
 * Files that nobody but their owner may open, from their first byte on: keys, tokens, databases.
 * POSIX: mode 0600 in directories of mode 0700. Windows: an access list with the owner as its only entry.
 */
import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { Because } from '../../shared/faults/fault-reasons.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { type Command, runCommand } from './run-command.ts';
import { readFault, type WriteFault, writeFault } from './storage-fault.ts';
import { windowsProgram } from './windows-program.ts';

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;

/** What differs between systems; tests replace it to stand in for Windows. */
export interface OwnerOnlySystem {
  readonly platform: NodeJS.Platform;
  run(command: Command): Promise<Result<unknown>>;
}

export interface OwnerOnlyContent {
  readonly data: Uint8Array;
  /** The file could be read by others until now; its mode has been put right, but its secret may be known. */
  readonly repaired: boolean;
}

const thisSystem: OwnerOnlySystem = { platform: process.platform, run: runCommand };

/**
 * Reads a file that only its owner may read; null when there is none. Wider permissions of an own file are put right
 * and told in `repaired`; a link, or a file of somebody else, is refused.
 * @fault storage.unreadable - it is there but cannot be read, is a link, or belongs to another user.
 */
export async function readOwnerOnly(
  path: string,
): Promise<Result<OwnerOnlyContent | null, 'storage.unreadable'>> {
  try {
    // Without following a link, and checked on what was opened: nothing can be swapped in between.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const stats = await file.stat();
    if (!stats.isFile()) return fail(fault('storage.unreadable', { path, reason: 'not-a-file' }));
    if (isForeign(stats)) return fail(fault('storage.unreadable', { path, reason: 'another-owner' }));
    const repaired = process.platform !== 'win32' && (stats.mode & OTHERS) !== 0;
    if (repaired) await file.chmod(FILE_MODE);
    return ok({ data: await file.readFile(), repaired });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? ok(null) : fail(readFault(error, path));
  }
}

/**
 * Replaces a file whole or not at all, and returns once it would survive a power cut. The directory must exist.
 * @fault storage.full @fault storage.unwritable
 */
export async function writeOwnerOnly(
  path: string,
  data: Uint8Array | string,
  system: OwnerOnlySystem = thisSystem,
): Promise<Result<void, WriteFault>> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const refused = await createAndFill(temporary, data, system);
    if (refused !== null) {
      await rm(temporary, { force: true });
      return fail(refused);
    }
    await rename(temporary, path);
    if (system.platform !== 'win32') {
      await using directory = await open(dirname(path));
      await directory.sync();
    }
    return ok(undefined);
  } catch (error) {
    await rm(temporary, { force: true });
    return fail(writeFault(error, path));
  }
}

/**
 * Makes a directory, and the missing ones above it, for its owner alone. One that is there is left as it is, since
 * it may hold other things, but refused where others could put files into it.
 * @fault storage.full @fault storage.unwritable
 */
export async function ensureOwnerOnlyDirectory(
  path: string,
  system: OwnerOnlySystem = thisSystem,
): Promise<Result<void, WriteFault>> {
  const unwritable = (because: Because<'storage.unwritable'>) =>
    fail(fault('storage.unwritable', { path, ...because }));
  try {
    const made = await makeDirectory(path);
    if (system.platform === 'win32') {
      const refused = made ? await restrictOnWindows(path, '(OI)(CI)F', system) : null;
      return refused === null ? ok(undefined) : fail(refused);
    }
    const stats = await stat(path);
    if (!stats.isDirectory()) return unwritable({ reason: 'errno', errno: 'ENOTDIR' });
    if (isForeign(stats)) return unwritable({ reason: 'another-owner' });
    return (stats.mode & OTHERS_WRITE) === 0 ? ok(undefined) : unwritable({ reason: 'others-may-write' });
  } catch (error) {
    return fail(writeFault(error, path));
  }
}

/**
 * Makes a directory and those above it; false when it was there. The runtime's own recursion reports a read-only
 * disk as a missing folder.
 */
async function makeDirectory(path: string): Promise<boolean> {
  try {
    return await makeOneDirectory(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
  }
  await makeDirectory(dirname(path));
  return makeOneDirectory(path);
}

async function makeOneDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: DIRECTORY_MODE });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function createAndFill(
  path: string,
  data: Uint8Array | string,
  system: OwnerOnlySystem,
): Promise<Fault<WriteFault> | null> {
  await using file: FileHandle = await open(path, 'wx', FILE_MODE);
  const refused = system.platform === 'win32' ? await restrictOnWindows(path, 'F', system) : null;
  if (refused !== null) return refused;
  await file.writeFile(data);
  await file.sync();
  return null;
}

/** Drops inherited rights and gives full access to whoever owns the object (well-known SID S-1-3-4, "owner rights"). */
async function restrictOnWindows(
  path: string,
  access: string,
  system: OwnerOnlySystem,
): Promise<Fault<'storage.unwritable'> | null> {
  const args = [path, '/inheritance:r', '/grant:r', `*S-1-3-4:${access}`];
  const result = await system.run({ file: windowsProgram('icacls'), args });
  if (result.ok) return null;
  const problem = result.fault.code;
  return fault('storage.unwritable', { path, reason: 'tool-not-run', program: 'icacls', problem });
}

function isForeign(stats: Stats): boolean {
  return process.geteuid !== undefined && stats.uid !== process.geteuid();
}
