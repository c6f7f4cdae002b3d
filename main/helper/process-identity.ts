import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { z } from 'zod';
import { powershellCommand } from '../base/powershell.ts';

/** A process beyond doubt: numbers are given out again, together with the start time they are not. */
export const processIdentitySchema = z.object({ pid: z.int().min(1), startTime: z.string().max(32) });
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** The identity of a living process; null when there is none (or it only waits to be reaped). */
export function identify(pid: number, platform: NodeJS.Platform = process.platform): ProcessIdentity | null {
  if (platform === 'darwin') return identifyByPs(pid);
  if (platform === 'win32') return identifyByPowershell(pid);
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

/** `lstart` is in the language of the environment, and alike for one process in any. */
function identifyByPs(pid: number): ProcessIdentity | null {
  const args = ['-o', 'lstart=', '-p', String(pid)];
  const startTime =
    spawnSync('/bin/ps', args, { env: { LC_ALL: 'C' }, encoding: 'utf8' }).stdout?.trim() ?? '';
  return startTime === '' ? null : { pid, startTime: startTime.slice(0, 32) };
}

const START_TIME = `$found = Get-Process -Id $in.pid -ErrorAction SilentlyContinue
if ($found) { $found.StartTime.ToFileTimeUtc().ToString() }`;

/** Takes half a second; asked at the start and about helpers that ended only. */
function identifyByPowershell(pid: number): ProcessIdentity | null {
  const { file, args, input } = powershellCommand(START_TIME, { pid });
  const done = spawnSync(file, [...args], { input: input as string, encoding: 'utf8', windowsHide: true });
  const startTime = /^\d{1,32}/.exec(done.stdout ?? '')?.[0];
  return startTime === undefined ? null : { pid, startTime };
}

/**
 * Names this process's network namespace, e.g. `4026531840`: the same name of an interface elsewhere is another one.
 * Other systems have one.
 */
export function networkNamespace(): string {
  if (process.platform !== 'linux') return '0';
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
