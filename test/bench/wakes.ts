import { readdirSync, readFileSync } from 'node:fs';

/** How often a thread slept and was woken, since each began. */
export interface Wakes {
  /** The thread of the event loop. */
  readonly main: number;
  /** Of the process, the main one among them; one that has ended is no more counted. */
  readonly all: number;
}

/** Counts by the switches of context that a thread asked for itself, which is what it does to wait. */
export function wakesOf(pid: number): Wakes {
  const threads = readdirSync(`/proc/${pid}/task`);
  const counts = threads.map((thread) => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8');
    return { thread, count: Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(status)?.[1]) };
  });
  const main = counts.find(({ thread }) => thread === String(pid))?.count ?? Number.NaN;
  return { main, all: counts.reduce((sum, { count }) => sum + count, 0) };
}
