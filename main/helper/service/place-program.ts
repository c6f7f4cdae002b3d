import { rmSync, writeFileSync } from 'node:fs';
import {
  HELPER_PROGRAM_FOLDERS,
  type HelperPlatform,
  ownerFile,
  TOKEN_HASH_VARIABLE,
} from '../../../shared/helper/service.ts';
import { copyVerified } from './copy-verified.ts';
import type { InstallOptions, Problem } from './service-system.ts';

/** Where things go, and what is said where they can't. */
export interface ProgramFolder {
  readonly platform: HelperPlatform;
  /** A path of the system, below what is put before every path. */
  inRoot(path: string): string;
  /** Whether the runtime stands where its user can't change it: then it is used there, and updated in place. */
  readonly isInPlace: boolean;
  /** Electron's runtime is many files, and only a package, or a person, makes them root's. */
  readonly electronsProblem: NonNullable<Problem>;
}

/** A copy that is not the file which was asked for. */
const changed = { reason: 'files-changed' } as const;

/**
 * Puts the helper's program, the runtime where need be, and the owner's file in place.
 * @returns the two words that start it, or what went wrong.
 */
export function placeProgram(
  { owner, nodePath, nodeHash, helperScript, helperHash, isElectron, tokenHash }: InstallOptions,
  { platform, inRoot, isInPlace, electronsProblem }: ProgramFolder,
): readonly [node: string, helper: string] | { readonly problem: NonNullable<Problem> } {
  if (!isInPlace && isElectron) return { problem: electronsProblem };
  const folder = HELPER_PROGRAM_FOLDERS[platform];
  const helper = `${folder}/helper.mjs`;
  const copy = `${folder}/${platform === 'win32' ? 'node.exe' : 'node'}`;
  if (!copyVerified(helperScript, inRoot(helper), helperHash, 0o644)) return { problem: changed };
  if (!isInPlace && !copyVerified(nodePath, inRoot(copy), nodeHash, 0o755)) return { problem: changed };
  // An older one is of no use any more; Windows takes away no program that may still run.
  if (isInPlace && platform !== 'win32') rmSync(inRoot(copy), { force: true });
  writeFileSync(inRoot(ownerFile(owner, platform)), `${TOKEN_HASH_VARIABLE}=${tokenHash}\n`, { mode: 0o644 });
  return [isInPlace ? nodePath : copy, helper];
}
