/** Starts the helper as root: directly where this process is root, else by the system's own password prompt. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { exec } from 'sudo-prompt';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { HELPER_EXIT } from '../../../shared/helper/exit-codes.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { elevatedCommand, type HelperProgram } from './elevated-command.ts';
import { findWritableByOthers } from './writable-by-others.ts';

/** A helper that was started; it need not listen yet. */
export interface StartedHelper {
  /** Why it ended before it listened; null as long as it hasn't, or when that cannot be seen. */
  failure(): Fault<'helper.unreachable'> | null;
}

/**
 * Spawns the helper in a session of its own, so that it outlives this process however that ends.
 * Needs root.
 */
export function spawnHelper(program: HelperProgram, args: readonly string[]): StartedHelper {
  const child = spawn(program.nodePath, [program.helperScript, ...args], {
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...(program.isElectron && { ELECTRON_RUN_AS_NODE: '1' }) },
    detached: true,
    stdio: 'ignore',
  });
  let reason: string | null = null;
  child.on('error', (error) => {
    reason = error.message;
  });
  child.on('exit', (code, signal) => {
    reason = describeExit(code, signal);
  });
  child.unref();
  return { failure: () => (reason === null ? null : fault('helper.unreachable', { reason })) };
}

/**
 * Asks the person through the system; waits for as long as they think.
 * @fault helper.refused - they said no. @fault helper.not-installed - this system or this installation can't ask.
 */
export async function elevateHelper(
  program: HelperProgram,
  args: readonly string[],
): Promise<Result<StartedHelper, 'helper.refused' | 'helper.not-installed'>> {
  const cannot = (reason: string) => fail(fault('helper.not-installed', { reason }));
  const user = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  for (const path of [program.nodePath, program.helperScript]) {
    if (!existsSync(path)) return cannot(`${path} is missing`);
    const writable = findWritableByOthers(path, user);
    if (writable !== null) return cannot(`${writable} can be changed by other users`);
  }
  // sudo-prompt puts the current folder into its command line as well.
  const command = elevatedCommand(program, args);
  if (command === null || elevatedCommand({ ...program, helperScript: process.cwd() }, []) === null) {
    return cannot('it is in a folder whose name has unusual characters');
  }
  const error = await new Promise<Error | undefined>((resolve) => {
    exec(command, { name: 'LANrage' }, (problem) => resolve(problem));
  });
  if (error === undefined || error === null) return ok({ failure: () => null });
  // The texts are sudo-prompt's own constants, in English on every system.
  if (error.message === 'User did not grant permission.') return fail(fault('helper.refused', {}));
  return cannot(error.message.slice(0, 500));
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  switch (code) {
    case HELPER_EXIT.notRoot:
      return 'it was started without root rights';
    case HELPER_EXIT.unsafeFolder:
      return 'others than root can change its folder';
    case HELPER_EXIT.alreadyRunning:
      return 'another one is running';
    default:
      return `it ended with ${code ?? signal}`;
  }
}
