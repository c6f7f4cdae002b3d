import { runCommand } from '../../base/run-command.ts';
import { windowsProgram } from '../../base/windows-program.ts';

/** Columns of `whoami /user /fo csv /nh`: a name, which may be in any language, and the identifier. */
const WINDOWS_USER = /"(S-1-5-21(?:-\d{1,10}){4})"/;

/** By what the system knows this user beyond doubt: the user id, on Windows the security identifier; null: by nothing. */
export async function ownerOfService(
  platform: NodeJS.Platform,
  run: typeof runCommand = runCommand,
): Promise<string | null> {
  if (platform !== 'win32') return process.geteuid === undefined ? null : String(process.geteuid());
  const done = await run({ file: windowsProgram('whoami'), args: ['/user', '/fo', 'csv', '/nh'] });
  return done.ok ? (WINDOWS_USER.exec(done.value.stdout)?.[1] ?? null) : null;
}
