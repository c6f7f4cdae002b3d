import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
export const SOCKET_PATH_LIMIT_BYTES = 103;

/** Where the engine of a data directory listens: a Unix socket within it, or a named pipe on Windows. */
export function socketPathOf(dataDir: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return join(resolve(dataDir), 'run', 'engine.sock');
  const hash = createHash('sha256').update(resolve(dataDir).toLowerCase()).digest('hex').slice(0, 32);
  return `\\\\.\\pipe\\lanrage-${hash}`;
}
