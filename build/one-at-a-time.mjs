/** Lets one process after the other do something in this folder. Plain JavaScript without packages, as boot.mjs. */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

const LOOK_EVERY_MS = 200;
/** Whoever holds it for longer has ended, and its number is another process's now. */
const LONGEST_MS = 20 * 60_000;
/** Between making the file and writing the number into it. */
const NAMELESS_MS = 5000;

/** Waits for whoever is at it, and then does the work. @param onWait - called when somebody else is. */
export function oneAtATime(lockFile, onWait, work) {
  for (let waits = 0; !take(lockFile); waits++) {
    if (waits === 0) onWait();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
  // Whoever ends the process within the work leaves nothing behind either.
  const free = () => rmSync(lockFile, { force: true });
  process.on('exit', free);
  try {
    return work();
  } finally {
    process.off('exit', free);
    free();
  }
}

function take(lockFile) {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (isLeftOver(lockFile)) rmSync(lockFile, { force: true });
  return false;
}

function isLeftOver(lockFile) {
  try {
    const holder = Number(readFileSync(lockFile, 'utf8'));
    const ageMs = Date.now() - statSync(lockFile).mtimeMs;
    if (!Number.isInteger(holder) || holder <= 0) return ageMs > NAMELESS_MS;
    return ageMs > LONGEST_MS || !isRunning(holder);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return false;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
