/** Has the helper's program run as root after the system has asked the person. */
import { exec } from 'sudo-prompt';
import { fault } from '../../../shared/faults/fault.ts';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { findUnfit } from './check-program.ts';
import { elevateOnWindows } from './elevate-windows.ts';
import { type ElevatedKind, elevatedCommand, type HelperProgram } from './elevated-command.ts';

/**
 * Waits for as long as the person thinks, and for a task also until it has ended, however it ended.
 * @returns what a task printed; empty for a service, and on Windows for what went well.
 * @fault helper.refused - they said no. @fault helper.not-installed - this system or this installation can't ask.
 */
export async function elevate(
  program: HelperProgram,
  args: readonly string[],
  kind: ElevatedKind,
): Promise<Result<string, 'helper.refused' | 'helper.not-installed'>> {
  const { platform } = process;
  const unfit = findUnfit(program);
  if (unfit !== null) return cannot(unfit);
  if (platform === 'win32') return elevateOnWindows(program, args, kind);
  // sudo-prompt puts the current folder into its command line as well.
  const command = elevatedCommand(program, args, { kind, platform });
  if (command === null || elevatedCommand({ ...program, helperScript: process.cwd() }, []) === null) {
    return cannot({ reason: 'unusual-folder' });
  }
  const { error, output } = await ask(command);
  // The texts are sudo-prompt's own constants, in English on every system.
  if (error === null || output !== '') return ok(output);
  if (error.message === 'User did not grant permission.') return fail(fault('helper.refused', {}));
  return cannot({ reason: 'said', program: 'sudo-prompt', text: error.message.slice(0, 500) });
}

/** A task that fails has said why; what never ran has no output. */
function ask(command: string): Promise<{ error: Error | null; output: string }> {
  return new Promise((resolve) => {
    exec(command, { name: 'LANrage' }, (error, stdout) => {
      resolve({ error: error ?? null, output: error == null || 'code' in error ? `${stdout ?? ''}` : '' });
    });
  });
}

function cannot(because: Because<'helper.not-installed'>) {
  return fail(fault('helper.not-installed', because));
}
