/** What a machine needs for the lab. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const TOOLS = ['ip', 'nft', 'nsenter', 'unshare', 'sysctl', 'ping', 'wg', 'wireguard-go'] as const;

/** Names what is missing here, empty when the lab can run: root, Linux, and these programs in the PATH. */
export function missingForLab(): readonly string[] {
  const missing: string[] = [];
  if (process.platform !== 'linux') missing.push('Linux');
  if (process.getuid?.() !== 0) missing.push('root');
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...missing, ...TOOLS.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))))];
}
