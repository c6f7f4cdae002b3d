/**
 * Runs scripts of ours in Windows PowerShell. A script is a constant; what it is about comes as JSON on standard
 * input, so that no value is ever part of a program, and its answer is JSON, so that no localised text is read.
 */
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { WindowsStep } from '../../shared/faults/reason.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseJson } from './parse-json.ts';
import { type Command, type CommandOutput, runCommand } from './run-command.ts';

/** Only administrators can change it, unlike what PATH or an environment variable might name. */
export const POWERSHELL = String.raw`C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`;

export type RunCommand = (command: Command) => Promise<Result<CommandOutput>>;

/**
 * Stops at the first error; `$in` holds the input. Commands come from Windows' own modules alone, before the first one
 * is looked for: by default a folder of the user's is searched first, also for an administrator's rights.
 */
const HEAD = `$env:PSModulePath = "$PSHOME\\Modules"
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Console]::InputEncoding = [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
$in = [Console]::In.ReadToEnd() | ConvertFrom-Json
`;

/** The command that runs a script; the input may hold secrets, the script must not. */
export function powershellCommand(script: string, input: object, program = POWERSHELL): Command {
  const encoded = Buffer.from(HEAD + script, 'utf16le').toString('base64');
  return {
    file: program,
    args: [
      '-NoLogo',
      '-NoProfile',
      '-NonInteractive',
      '-ExecutionPolicy',
      'Bypass',
      '-EncodedCommand',
      encoded,
    ],
    input: JSON.stringify(input),
  };
}

/**
 * Runs a script and parses its answer.
 * @param step - what it does, for the fault. @fault command.failed - without what it printed: that is localised.
 */
export async function runPowershell<T>(
  step: WindowsStep,
  script: string,
  { input, parse, run = runCommand }: { input: object; parse: (json: unknown) => T | null; run?: RunCommand },
): Promise<Result<T, 'command.failed'>> {
  const done = await run({ ...powershellCommand(script, input), check: false });
  if (!done.ok) return fail(failure(step, -1, done.fault.code));
  const { exitCode, stdout } = done.value;
  if (exitCode !== 0) return fail(failure(step, exitCode));
  const parsed = parse(parseJson(stdout));
  return parsed === null ? fail(failure(step, 0)) : ok(parsed);
}

function failure(step: WindowsStep, exitCode: number, stderr = ''): Fault<'command.failed'> {
  return fault('command.failed', { command: `powershell ${step}`, exitCode, stderr });
}
