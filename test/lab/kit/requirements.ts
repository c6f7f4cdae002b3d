/** What a machine needs for the lab, and a `describe` that says what is missing instead of skipping in silence. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

const TOOLS = ['ip', 'nft', 'nsenter', 'unshare', 'sysctl', 'ping', 'wg', 'wireguard-go'] as const;

/** Names what is missing here, empty when the lab can run: root, Linux, and these programs in the PATH. */
export function missingForLab(): readonly string[] {
  const missing: string[] = [];
  if (process.platform !== 'linux') missing.push('Linux');
  if (process.getuid?.() !== 0) missing.push('root');
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...missing, ...TOOLS.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))))];
}

/** A group of tests that needs the lab. Where that can't run, they are skipped and their title says why. */
export function describeLab(title: string, body: () => void): void {
  const missing = missingForLab();
  if (missing.length === 0) describe(title, body);
  else describe.skip(`${title} (needs ${missing.join(', ')})`, body);
}
