/** The helper as a systemd service of one user. Others' stay as they are; the last one's removal leaves nothing. */
import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HELPER_PROGRAM_FOLDERS, ownerFile } from '../../../shared/helper/service.ts';
import { isRootsOnly } from '../tunnel/trusted-program.ts';
import { makeRootsFolder } from './copy-verified.ts';
import { serviceUnit, socketUnit } from './linux-units.ts';
import { placeProgram } from './place-program.ts';
import type { InstallOptions, Problem, ServiceSystem, UninstallOptions } from './service-system.ts';

const PROGRAMS = HELPER_PROGRAM_FOLDERS.linux;
const UNITS = '/etc/systemd/system';
const UNIT_FILES = ['lanrage-helper@.socket', 'lanrage-helper@.service'] as const;
/** systemd expands `%`, `$` and quotes; a path that has none of them means itself. */
const PLAIN_PATH = /^\/[\w./+-]+$/;

/** systemd's own test for being the running system (sd_booted(3)). */
const BOOTED = '/run/systemd/system';

export async function installOnLinux(options: InstallOptions, system: ServiceSystem): Promise<Problem> {
  const { root, owner, nodePath } = options;
  if (root === '' && !existsSync(BOOTED)) return { reason: 'no-systemd' };
  const inRoot = (path: string) => join(root, path);
  for (const folder of [PROGRAMS, dirname(ownerFile(owner, 'linux')), UNITS]) {
    if (!makeRootsFolder(inRoot(folder))) return { reason: 'writable-by-others', path: folder };
  }
  const placed = placeProgram(options, {
    platform: 'linux',
    inRoot,
    isInPlace: isRootsOnly(nodePath) && PLAIN_PATH.test(nodePath),
    electronsProblem: { reason: 'app-not-a-package' },
  });
  if ('problem' in placed) return placed.problem;
  const [socketFile, serviceFile] = UNIT_FILES.map((name) => inRoot(`${UNITS}/${name}`)) as [string, string];
  writeFileSync(socketFile, socketUnit(), { mode: 0o644 });
  writeFileSync(serviceFile, serviceUnit(placed, options.isElectron), { mode: 0o644 });
  const [socket, service] = unitsOf(owner);
  const atRoot = root === '' ? [] : [`--root=${root}`];
  return (
    (await system.run('systemctl', [...atRoot, 'enable', socket])) ??
    (root === '' ? await start(system, socket, service) : null)
  );
}

export async function uninstallOnLinux(
  { root, owner }: UninstallOptions,
  system: ServiceSystem,
): Promise<Problem> {
  const inRoot = (path: string) => join(root, path);
  const [socket, service] = unitsOf(owner);
  const isRunning = root === '' && existsSync(BOOTED);
  if (existsSync(inRoot(`${UNITS}/${UNIT_FILES[0]}`))) {
    if (isRunning) {
      const stopped = await system.run('systemctl', ['stop', socket, service]);
      if (stopped !== null) return stopped;
    }
    const atRoot = root === '' ? [] : [`--root=${root}`];
    const disabled = await system.run('systemctl', [...atRoot, 'disable', socket]);
    if (disabled !== null) return disabled;
  }
  rmSync(inRoot(ownerFile(owner, 'linux')), { force: true });
  const owners = inRoot(dirname(ownerFile(owner, 'linux')));
  if (lstatSync(owners, { throwIfNoEntry: false }) !== undefined) {
    if (readdirSync(owners).length > 0) return null;
    rmdirSync(owners);
  }
  for (const name of UNIT_FILES) rmSync(inRoot(`${UNITS}/${name}`), { force: true });
  rmSync(inRoot(PROGRAMS), { recursive: true, force: true });
  return isRunning ? system.run('systemctl', ['daemon-reload']) : null;
}

/** A helper of an older copy ends, and with it a tunnel that is up; the engine brings it back by the new one. */
async function start(system: ServiceSystem, socket: string, service: string): Promise<Problem> {
  return (
    (await system.run('systemctl', ['daemon-reload'])) ??
    (await system.run('systemctl', ['stop', service])) ??
    (await system.run('systemctl', ['restart', socket]))
  );
}

function unitsOf(owner: string): [socket: string, service: string] {
  return [`lanrage-helper@${owner}.socket`, `lanrage-helper@${owner}.service`];
}
