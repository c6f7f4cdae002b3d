/** What a machine needs for the lab. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const TOOLS = ['ip', 'nft', 'nsenter', 'unshare', 'sysctl', 'ping', 'wg', 'wireguard-go'] as const;

/** Names what is missing here, empty when the lab can run: root, Linux, and these and further programs in the PATH. */
export function missingForLab(further: readonly string[] = []): readonly string[] {
  const missing: string[] = [];
  if (process.platform !== 'linux') missing.push('Linux');
  if (process.getuid?.() !== 0) missing.push('root');
  const folders = (process.env.PATH ?? '').split(delimiter);
  const tools = [...TOOLS, ...further];
  return [...missing, ...tools.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))))];
}
