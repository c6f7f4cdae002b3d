import { readFileSync } from 'node:fs';

/** Linux counts processor time in these, on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Processor time of a process and its threads so far, in seconds; no finer than 10 ms. */
export function processorSeconds(pid: number): number {
  return sumOfFields(pid, [UTIME, STIME]);
}

/** The same with that of all processes which it started and which have ended. */
export function familySeconds(pid: number): number {
  return sumOfFields(pid, [UTIME, STIME, UTIME + 2, STIME + 2]);
}

/** proc(5): the 14th and 15th field; of the ended children the next two. Counted from the third, which is the first here. */
const UTIME = 11;
const STIME = 12;

function sumOfFields(pid: number, which: readonly number[]): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in parentheses, may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return which.reduce((sum, field) => sum + Number(fields[field]), 0) / TICKS_PER_SECOND;
}
