import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

const GROUP_WRITE = 0o020;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * The first of the file and the folders above it that another ordinary user could change; null when there is none.
 * What runs as root must not be theirs to exchange. Throws when the path does not exist.
 */
export function findWritableByOthers(
  path: string,
  user: { readonly uid: number; readonly gid: number },
): string | null {
  let one = realpathSync(path);
  for (;;) {
    if (isWritableByOthers(lstatSync(one), user)) return one;
    const parent = dirname(one);
    if (parent === one) return null;
    one = parent;
  }
}

function isWritableByOthers(stat: Stats, user: { readonly uid: number; readonly gid: number }): boolean {
  if (stat.uid !== 0 && stat.uid !== user.uid) return true;
  // In a sticky folder only owners rename what is theirs.
  if (stat.isDirectory() && (stat.mode & STICKY) !== 0) return false;
  // Where each user has a group of their own, it has the user's number; any other may have several members.
  const isPrivate = stat.gid === 0 || (stat.gid === user.gid && user.gid === user.uid);
  const isGroups = (stat.mode & GROUP_WRITE) !== 0 && !isPrivate;
  return isGroups || (stat.mode & OTHERS_WRITE) !== 0;
}
