import { fault } from '../../shared/faults/fault.ts';
import type { Because } from '../../shared/faults/fault-reasons.ts';
import { fail, ok, type Result } from '../../shared/result.ts';

/** One part of LANrage that others made. */
export interface Licence {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

/** Written by the build beside this page. */
const FILE = 'licenses.json';

/** Reads the licences of all that is shipped. @fault storage.unreadable - the file isn't there, or is no longer what it was. */
export async function loadLicences(): Promise<Result<readonly Licence[], 'storage.unreadable'>> {
  try {
    const answer = await fetch(FILE);
    if (!answer.ok) return unreadable({ reason: 'http-status', status: answer.status });
    // Our own build's, like this code itself.
    return ok((await answer.json()) as readonly Licence[]);
  } catch (error) {
    return unreadable({ reason: error instanceof SyntaxError ? 'not-json' : 'no-such-file' });
  }
}

function unreadable(because: Because<'storage.unreadable'>) {
  return fail(fault('storage.unreadable', { path: FILE, ...because }));
}
