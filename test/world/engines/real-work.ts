/**
 * Files, stretched codes and programs take real time. A clock that ran on meanwhile would let everything time out that
 * waits for them, so whoever drives one asks here first.
 */
import { createHook } from 'node:async_hooks';

/** As Node calls them. The last is a program: icacls on Windows. */
const REAL: ReadonlySet<string> = new Set([
  'FSREQCALLBACK',
  'FSREQPROMISE',
  'FILEHANDLECLOSEREQ',
  'SCRYPTREQUEST',
  'PROCESSWRAP',
]);
const underWay = new Set<number>();

createHook({
  trackPromises: false,
  init: (id, type) => void (REAL.has(type) && underWay.add(id)),
  after: (id) => void underWay.delete(id),
}).enable();

/** What a piece of work that is done leads to may take a turn to begin. */
const QUIET_TURNS = 2;

/** Settles once everything that needs no time has happened, and all real work is done. */
export async function settle(): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
    await new Promise(setImmediate);
    if (underWay.size > 0) quiet = -1;
  }
}
