/** Starts the helper as root: directly where this process is root, else by the system's own question. */
import { spawn } from 'node:child_process';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import { HELPER_EXIT } from '../../../shared/helper/exit-codes.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { elevate } from './elevate.ts';
import type { HelperProgram } from './elevated-command.ts';

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
  let because: Because<'helper.unreachable'> | null = null;
  child.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    because = { reason: 'errno', errno: code };
  });
  child.on('exit', (code, signal) => {
    because = describeExit(code, signal);
  });
  child.unref();
  return { failure: () => (because === null ? null : fault('helper.unreachable', because)) };
}

/** Asks the person through the system. @fault helper.refused @fault helper.not-installed - see {@link elevate}. */
export async function elevateHelper(
  program: HelperProgram,
  args: readonly string[],
): Promise<Result<StartedHelper, 'helper.refused' | 'helper.not-installed'>> {
  const asked = await elevate(program, args, 'service');
  return asked.ok ? ok({ failure: () => null }) : asked;
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): Because<'helper.unreachable'> {
  switch (code) {
    case HELPER_EXIT.notRoot:
      return { reason: 'not-root' };
    case HELPER_EXIT.unsafeFolder:
      return { reason: 'unsafe-folder' };
    case HELPER_EXIT.alreadyRunning:
      return { reason: 'already-running' };
    default:
      return signal === null ? { reason: 'exited', exitCode: code ?? 0 } : { reason: 'killed', signal };
  }
}
