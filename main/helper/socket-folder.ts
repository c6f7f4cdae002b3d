/**
 * The folder of the helper's sockets and records, `/run/lanrage`: everybody may look, only root may change it. That
 * is what makes a client trust a socket found there, and the helper its own records.
 */
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { isRootsOnly } from './tunnel/trusted-program.ts';

/** A helper binds its socket and listens within one call; whatever is older and refuses is left over. */
const SOCKET_SETTLED_MS = 5_000;

/** Makes the folder if need be; false when somebody else than root made it or could change it. */
export function openSocketFolder(folder: string, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === 'win32') {
    // Below Program Files, by the schema of the arguments: who may make it there is an administrator.
    mkdirSync(folder, { recursive: true });
    return true;
  }
  if (!isRootsOnly(dirname(folder))) return false;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  return lstatSync(folder).isDirectory() && isRootsOnly(folder);
}

/** Removes sockets that no helper serves any more; `path` at once, others of any owner once they have settled. */
export async function removeDeadSockets(folder: string, path: string): Promise<void> {
  for (const file of readdirSync(folder).filter((name) => /^helper-.*\.sock$/.test(name))) {
    const one = join(folder, file);
    const stat = lstatSync(one, { throwIfNoEntry: false });
    const isSettled = stat !== undefined && Date.now() - stat.mtimeMs > SOCKET_SETTLED_MS;
    if ((one === path || isSettled) && (await refuses(one))) rmSync(one, { force: true });
  }
}

function refuses(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(false));
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code === 'ECONNREFUSED'));
  });
}
