import { readFileSync, readlinkSync } from 'node:fs';
import { z } from 'zod';

/** A process beyond doubt: numbers are given out again, together with the start time they are not. */
export const processIdentitySchema = z.object({ pid: z.int().min(1), startTime: z.string().max(32) });
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** The identity of a living process; null when there is none (or it only waits to be reaped). Linux only. */
export function identify(pid: number): ProcessIdentity | null {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The command's name stands in parentheses and may hold anything. After it: state (field 3) … start time (22).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = 'Z', startTime] = [fields[0], fields[19]];
  return state === 'Z' || startTime === undefined ? null : { pid, startTime };
}

export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return identify(pid)?.startTime === startTime;
}

/** Names this process's network namespace, e.g. `4026531840`: the same name of an interface elsewhere is another one. */
export function networkNamespace(): string {
  return readlinkSync('/proc/self/ns/net').replace(/\D/g, '');
}

function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}
