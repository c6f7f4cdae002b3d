/** The helper as a launch daemon of macOS, one for each user. Never run on macOS so far. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HELPER_PROGRAM_FOLDERS, ownerFile } from '../../../shared/helper/service.ts';
import { HELPER_SOCKET_FOLDERS } from '../../../shared/helper/socket-name.ts';
import { isRootsOnly } from '../tunnel/trusted-program.ts';
import { makeRootsFolder } from './copy-verified.ts';
import { placeProgram } from './place-program.ts';
import type { InstallOptions, Problem, ServiceSystem, UninstallOptions } from './service-system.ts';

const PROGRAMS = HELPER_PROGRAM_FOLDERS.darwin;
const DAEMONS = '/Library/LaunchDaemons';

/** A property list (launchd.plist(5)). It stays: launchd hands sockets over by a call that Node lacks. */
export function launchDaemon(label: string, command: readonly string[], isElectron: boolean): string {
  const strings = command.map((word) => `    <string>${escapeXml(word)}</string>`).join('\n');
  const environment = isElectron
    ? '  <key>EnvironmentVariables</key>\n  <dict><key>ELECTRON_RUN_AS_NODE</key><string>1</string></dict>\n'
    : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${label}</string>
  <key>ProgramArguments</key>
  <array>
${strings}
  </array>
${environment}  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>AbandonProcessGroup</key>
  <true/>
</dict>
</plist>
`;
}

export async function installOnMacos(options: InstallOptions, system: ServiceSystem): Promise<Problem> {
  const { root, owner, nodePath, isElectron, tokenHash } = options;
  const inRoot = (path: string) => join(root, path);
  for (const folder of [PROGRAMS, dirname(ownerFile(owner, 'darwin')), DAEMONS]) {
    if (!makeRootsFolder(inRoot(folder))) return { reason: 'writable-by-others', path: folder };
  }
  const placed = placeProgram(options, {
    platform: 'darwin',
    inRoot,
    isInPlace: isRootsOnly(nodePath),
    electronsProblem: { reason: 'app-not-roots' },
  });
  if ('problem' in placed) return placed.problem;
  const serve = [`--socket-dir=${HELPER_SOCKET_FOLDERS.darwin}`, `--owner-uid=${owner}`];
  const command = [...placed, ...serve, `--token-hash=${tokenHash}`, '--stay=yes'];
  writeFileSync(inRoot(plistOf(owner)), launchDaemon(labelOf(owner), command, isElectron), { mode: 0o644 });
  if (root !== '') return null;
  // Not there is no failure; a running one of before is.
  await system.run('launchctl', ['bootout', `system/${labelOf(owner)}`]);
  return system.run('launchctl', ['bootstrap', 'system', plistOf(owner)]);
}

export async function uninstallOnMacos(
  { root, owner }: UninstallOptions,
  system: ServiceSystem,
): Promise<Problem> {
  const inRoot = (path: string) => join(root, path);
  if (root === '' && existsSync(plistOf(owner))) {
    const stopped = await system.run('launchctl', ['bootout', `system/${labelOf(owner)}`]);
    if (stopped !== null) return stopped;
  }
  rmSync(inRoot(plistOf(owner)), { force: true });
  rmSync(inRoot(ownerFile(owner, 'darwin')), { force: true });
  const owners = inRoot(dirname(ownerFile(owner, 'darwin')));
  mkdirSync(owners, { recursive: true });
  if (readdirSync(owners).length === 0) rmSync(inRoot(PROGRAMS), { recursive: true, force: true });
  return null;
}

function labelOf(owner: string): string {
  return `org.lanrage.helper.${owner}`;
}

function plistOf(owner: string): string {
  return `${DAEMONS}/${labelOf(owner)}.plist`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
