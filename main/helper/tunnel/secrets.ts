/** Lending a secret to a program that takes it from a file only, never on its command line. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolInput } from './tools.ts';

/** Calls `use` with a path that gives the secret once, for a program that gets `input`. */
export type LendSecret = <T>(
  secret: string,
  use: (path: string, input: ToolInput) => Promise<T>,
) => Promise<T>;

/**
 * As the standard input of a program that opens /dev/stdin by name, as `wg` does: that fails for a socket, which
 * Node's pipes are. So it is a file that has lost its name before the secret is in it.
 * @param folder - where only root can write; in memory where the system has such a place.
 */
export function lendByStdin(folder: string): LendSecret {
  return async (secret, use) => {
    const path = join(folder, `lanrage-${randomUUID()}`);
    const stdin = openSync(path, 'wx+', 0o600);
    try {
      rmSync(path);
      // By position, which leaves the file at its start: macOS opens /dev/stdin as this very file, not anew.
      writeSync(stdin, secret, 0);
      return await use('/dev/stdin', { stdin });
    } finally {
      closeSync(stdin);
    }
  };
}

/** As a file, where a system has neither. @param folder - that only administrators may open. */
export function lendByFile(folder: string): LendSecret {
  return async (secret, use) => {
    const path = join(folder, `${randomUUID()}.conf`);
    writeFileSync(path, secret, { flag: 'wx', mode: 0o600 });
    try {
      return await use(path, {});
    } finally {
      rmSync(path, { force: true });
    }
  };
}
