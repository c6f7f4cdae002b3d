/** Whether the helper's program may run as root, whoever asks the person for it. */
import { existsSync } from 'node:fs';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import type { HelperProgram } from './elevated-command.ts';
import { findWritableByOthers } from './writable-by-others.ts';

/** Why not; null: it may. Windows keeps programs from others by its own means. */
export function findUnfit({
  nodePath,
  helperScript,
}: Pick<HelperProgram, 'nodePath' | 'helperScript'>): Because<'helper.not-installed'> | null {
  const paths = [nodePath, helperScript];
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) return { reason: 'file-missing', path: missing };
  if (process.platform === 'win32') return null;
  const user = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  for (const path of paths) {
    const writable = findWritableByOthers(path, user);
    if (writable !== null) return { reason: 'writable-by-others', path: writable };
  }
  return null;
}
