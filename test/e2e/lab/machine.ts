/** What happens to players' machines from outside of LANrage. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEngineDatabase } from '../../../main/engine/config/engine-database.ts';
import { openSettingsStore } from '../../../main/engine/config/settings-store.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { must } from '../../lab/kit/command.ts';
import { inNamespace } from '../../lab/kit/namespace.ts';
import type { HeadlessPlayer } from './players.ts';

export const HELPER_SCRIPT = fileURLToPath(new URL('../../../out/helper/helper.js', import.meta.url));

/** Another program gives the tunnel a key of its own, so that nobody reaches the player. */
export function changeTunnelKey({ namespace, interfaceName }: HeadlessPlayer): void {
  // `wg` opens its file by name, which a socket for standard input has none of.
  const change = `cat | wg set ${interfaceName} private-key /dev/stdin`;
  must(...inNamespace(namespace, 'sh', ['-ec', change]), randomBytes(32).toString('base64'));
}

/** Takes away what keeps the helper from starting. */
export function letHelperStart({ pid }: HeadlessPlayer): void {
  must('nsenter', [`--mount=/proc/${pid}/ns/mnt`, 'umount', HELPER_SCRIPT]);
}

/** The engine ends as by a power cut. */
export function crashEngine({ pid }: HeadlessPlayer): void {
  process.kill(pid, 'SIGKILL');
}

/** What is written on the disk, whatever the running engine believes. */
export function savedSettings({ dataDir }: HeadlessPlayer): Settings {
  const opened = openEngineDatabase(dataDir);
  if (!opened.ok) throw new Error(opened.fault.code);
  const settings = openSettingsStore(opened.value.database).get();
  opened.value.database.close();
  return settings;
}

/** Everything that nobody else may ever see. */
export function secretsOf({ dataDir, url }: HeadlessPlayer): readonly string[] {
  const key = readFileSync(path.join(dataDir, 'wireguard.key'), 'utf8').trim();
  const token = new URLSearchParams(new URL(url).hash.slice(1)).get('token');
  if (token === null) throw new Error('the page is reached without a token');
  return [key, token];
}
