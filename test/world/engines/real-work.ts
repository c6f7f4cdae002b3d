/**
 * Files, stretched codes and programs take real time. A clock that ran on meanwhile would let everything time out that
 * waits for them, so whoever drives one asks here first.
 */
import { createHook } from 'node:async_hooks';

const REQUEST = /^(FSREQ|FILEHANDLECLOSEREQ|SCRYPTREQUEST)/;
/** Icacls on Windows: it is done when its handle is gone. */
const HANDLE = 'PROCESSWRAP';

const requests = new Set<number>();
const handles = new Set<number>();

createHook({
  trackPromises: false,
  init(id, type) {
    if (REQUEST.test(type)) requests.add(id);
    if (type === HANDLE) handles.add(id);
  },
  after: (id) => void requests.delete(id),
  destroy(id) {
    requests.delete(id);
    handles.delete(id);
  },
}).enable();

/** What one piece of work begins next may take some turns to begin. */
const QUIET_TURNS = 3;

/** Settles once everything that needs no time has happened, and all real work is done. */
export async function settle(): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
    await new Promise(setImmediate);
    if (requests.size > 0 || handles.size > 0) quiet = -1;
  }
}
