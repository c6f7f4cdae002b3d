/**
 * Names of everything the lab makes on this machine. Each carries the process id of its run, so that labs can run
 * side by side and what a dead run left behind can be found and taken down.
 */
import { readFileSync } from 'node:fs';

const PREFIX = 'lab';

let internets = 0;

/** A prefix that no other Internet on this machine has, e.g. `lab4711-1-party`. */
export function internetName(name: string): string {
  internets++;
  return `${PREFIX}${process.pid}-${internets}-${name}`;
}

/** The process that made a namespace, folder or record with this name; null for names that aren't the lab's. */
export function ownerOf(name: string): number | null {
  const match = new RegExp(`^${PREFIX}(\\d+)-`).exec(name);
  return match === null ? null : Number(match[1]);
}

/** Tells whether a process still runs; one that ended but wasn't collected by its parent (a zombie) doesn't. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return false;
    throw error;
  }
}
