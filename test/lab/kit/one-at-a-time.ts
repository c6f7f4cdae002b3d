/** What only one process of this machine may do at a time. Synchronous: labs are built and taken down that way. */
import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { isAlive } from './names.ts';

const FOLDER = '/run/lanrage-lab-locks';
const POLL_MS = 20;
/** Far more than taking down the remains of many labs takes. */
const GIVE_UP_MS = 120_000;

/** Waits until no other process is at it, then does it. A lock is a link to its holder's id; a dead one holds nothing. */
export function oneAtATime(what: string, body: () => void): void {
  const lock = `${FOLDER}/${what}`;
  mkdirSync(FOLDER, { recursive: true });
  const deadline = Date.now() + GIVE_UP_MS;
  while (!take(lock)) {
    if (Date.now() > deadline) throw new Error(`process ${holderOf(lock)} never ends to ${what}`);
    const holder = holderOf(lock);
    if (holder !== null && !isAlive(holder)) breakOpen(lock, holder);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  }
  try {
    body();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  return unless('EEXIST', () => symlinkSync(String(process.pid), lock) ?? true) !== null;
}

function holderOf(lock: string): number | null {
  const holder = unless('ENOENT', () => readlinkSync(lock));
  return holder === null ? null : Number(holder);
}

/** Only one of those that wait can move a link; where it moved the one of a new holder, that one gets it back. */
function breakOpen(lock: string, dead: number): void {
  const aside = `${lock}-${process.pid}`;
  if (unless('ENOENT', () => renameSync(lock, aside) ?? true) === null) return;
  if (holderOf(aside) === dead) rmSync(aside, { force: true });
  else renameSync(aside, lock);
}

/** What it gives, null when it fails with this code. */
function unless<T>(code: string, attempt: () => T): T | null {
  try {
    return attempt();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return null;
    throw error;
  }
}
