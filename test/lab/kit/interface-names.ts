/**
 * Numbers for `lanrageNNNN`: wireguard-go's control socket is per machine, not per namespace, so no two engines on
 * this machine may have the same interface name. A number is held by a link that points to its owner's id: made and filled in one step.
 */
import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { removeHelperFiles } from './helper-files.ts';
import { isAlive } from './names.ts';

const FOLDER = '/run/lanrage-lab';
const FIRST = 1000;
const LAST = 9999;

/** Takes an interface name that nobody else on this machine has. */
export function takeInterfaceName(): string {
  mkdirSync(FOLDER, { recursive: true });
  for (let number = FIRST; number <= LAST; number++) {
    const name = `lanrage${number}`;
    if (!existsSync(wireguardSocket(name)) && claim(name)) return name;
  }
  throw new Error('every interface name is taken');
}

/** Gives interface names back, with the sockets and records that a killed wireguard-go and helper leave. */
export function returnInterfaceNames(names: readonly string[]): void {
  removeHelperFiles(names, []);
  for (const name of names) {
    rmSync(wireguardSocket(name), { force: true });
    rmSync(`${FOLDER}/${name}`, { force: true });
  }
}

/** Names that runs which are dead now never gave back. */
export function abandonedInterfaceNames(): readonly string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER).filter((name) => !isAlive(Number(readlinkSync(`${FOLDER}/${name}`))));
}

/** Where wireguard-go listens for an interface. */
export function wireguardSocket(name: string): string {
  return `/var/run/wireguard/${name}.sock`;
}

function claim(name: string): boolean {
  try {
    symlinkSync(String(process.pid), `${FOLDER}/${name}`);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
