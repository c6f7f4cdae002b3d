/** Ends a command together with everything that it started. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { windowsProgram } from './windows-program.ts';

/** SIGKILL takes effect within ms; a process that outlives this hangs in the kernel and cannot be waited for. */
const GONE_WITHIN_MS = 2_000;
const POLL_MS = 10;

/** What ending a tree asks of the operating system; tests replace it to stand in for another one. */
export interface ProcessTreeSystem {
  readonly platform: NodeJS.Platform;
  run(file: string, args: readonly string[]): Promise<string>;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

const thisSystem: ProcessTreeSystem = {
  platform: process.platform,
  run: async (file, args) => (await promisify(execFile)(file, [...args], { windowsHide: true })).stdout,
};

/**
 * Kills the process group that `pid` leads and all its descendants, also those in groups or sessions of their own,
 * and resolves when they are gone, at the latest after 2 s.
 */
export async function killTree(pid: number, system: ProcessTreeSystem = thisSystem): Promise<void> {
  if (system.platform === 'win32') {
    // Fails when the tree has ended by itself in the meantime, which is what was wanted.
    await system.run(windowsProgram('taskkill'), ['/pid', String(pid), '/T', '/F']).catch(() => undefined);
    return;
  }
  // Listed before the first kill: orphans are given to another parent and could no longer be found.
  const doomed = descendantsOf(pid, await listProcesses(system));
  signalTree(pid);
  for (const one of doomed) kill(one);
  const isLeft = (one: Process) => one.group === pid || doomed.has(one.pid);
  const deadline = performance.now() + GONE_WITHIN_MS;
  while ((await listProcesses(system)).some(isLeft) && performance.now() < deadline) await delay(POLL_MS);
}

/** The part of {@link killTree} that can still be done while this process exits: kills what is in the group. */
export function signalTree(pid: number): void {
  kill(process.platform === 'win32' ? pid : -pid);
}

function kill(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ESRCH: ended by itself. EPERM: runs as somebody else (a set-user-id program), so not ours to end.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** All living processes; those that ended and only wait for their parent to notice are left out. */
async function listProcesses(system: ProcessTreeSystem): Promise<Process[]> {
  if (system.platform === 'linux') return listProc();
  const lines = (await system.run('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat='])).trim().split('\n');
  return lines.flatMap((line) => {
    const [pid, parent, group, state = ''] = line.trim().split(/\s+/);
    return toProcess(Number(pid), state, Number(parent), Number(group));
  });
}

function listProc(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // The command's name stands in parentheses and may hold anything; state, parent and group follow it.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state = '', parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return toProcess(Number(name), state, Number(parent), Number(group));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Ended between listing and reading.
      if (code === 'ENOENT' || code === 'ESRCH') return [];
      throw error;
    }
  });
}

function toProcess(pid: number, state: string, parent: number, group: number): Process[] {
  return state.startsWith('Z') ? [] : [{ pid, parent, group }];
}

function descendantsOf(root: number, processes: readonly Process[]): Set<number> {
  const found = new Set([root]);
  // Rounds until nothing is added: a child's number may be below its parent's once numbers wrap around.
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of processes) if (found.has(parent)) found.add(pid);
  }
  found.delete(root);
  return found;
}
