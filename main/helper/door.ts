/** The ways in which a helper listens for its owner alone. */
import { chmodSync, chownSync } from 'node:fs';
import type { Door } from './server.ts';

/** A socket of its own. It is its owner's alone from the moment it exists: libuv binds within this call, under this mask. */
export function socketDoor(path: string, ownerUid: number): Door {
  return {
    open(server) {
      const mask = process.umask(0o177);
      try {
        server.listen(path);
        chmodSync(path, 0o600);
        chownSync(path, ownerUid, -1);
      } finally {
        process.umask(mask);
      }
    },
  };
}

/** A socket that the system made for the owner, and keeps when this process ends. */
export function inheritedDoor(fd: number): Door {
  return { open: (server) => server.listen({ fd }) };
}
