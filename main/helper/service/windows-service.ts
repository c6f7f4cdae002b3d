/** The helper as a task of Windows that starts with the system (docs/decisions/0009). Never run on Windows so far. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WindowsStep } from '../../../shared/faults/reason.ts';
import { HELPER_PROGRAM_FOLDERS, ownerFile } from '../../../shared/helper/service.ts';
import { HELPER_SOCKET_FOLDERS } from '../../../shared/helper/socket-name.ts';
import { runPowershell } from '../../base/powershell.ts';
import { windowsProgram } from '../../base/windows-program.ts';
import { placeProgram } from './place-program.ts';
import type { InstallOptions, Problem, UninstallOptions } from './service-system.ts';

const PROGRAMS = HELPER_PROGRAM_FOLDERS.win32;
/** Only administrators write below it. */
const TRUSTED = /^C:[\\/]Program Files[\\/][\w\p{L}\p{M}\p{N} .\\/()-]+$/u;

const REGISTER = `$action = New-ScheduledTaskAction -Execute $in.file -Argument $in.line
$trigger = New-ScheduledTaskTrigger -AtStartup
$principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
$settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -ExecutionTimeLimit ([TimeSpan]::Zero) -RestartCount 3 -RestartInterval ([TimeSpan]::FromMinutes(1))
Register-ScheduledTask -TaskPath '\\LANrage\\' -TaskName $in.task -Action $action -Trigger $trigger -Principal $principal -Settings $settings -Force | Out-Null
Stop-ScheduledTask -TaskPath '\\LANrage\\' -TaskName $in.task
Start-ScheduledTask -TaskPath '\\LANrage\\' -TaskName $in.task
@{ done = $true } | ConvertTo-Json -Compress`;

const UNREGISTER = `Get-ScheduledTask -TaskPath '\\LANrage\\' -TaskName $in.task -ErrorAction SilentlyContinue | ForEach-Object {
  $_ | Stop-ScheduledTask
  $_ | Unregister-ScheduledTask -Confirm:$false
}
@{ done = $true } | ConvertTo-Json -Compress`;

export async function installOnWindows(
  options: InstallOptions,
  ask: typeof runPowershell = runPowershell,
): Promise<Problem> {
  const { root, owner, nodePath, isElectron, tokenHash } = options;
  const inRoot = (path: string) => (root === '' ? path : join(root, path.replace(/^C:/, '')));
  for (const folder of [PROGRAMS, dirname(ownerFile(owner, 'win32'))]) {
    mkdirSync(inRoot(folder), { recursive: true });
  }
  const placed = placeProgram(options, {
    platform: 'win32',
    inRoot,
    isInPlace: TRUSTED.test(nodePath),
    electronsProblem: { reason: 'app-not-in-program-files' },
  });
  if ('problem' in placed) return placed.problem;
  const serve = [`--socket-dir=${HELPER_SOCKET_FOLDERS.win32}`, `--owner-sid=${owner}`];
  const words = [...placed, ...serve, `--token-hash=${tokenHash}`, '--stay=yes'];
  const setting = isElectron ? 'set ELECTRON_RUN_AS_NODE=1&& ' : '';
  const line = `/d /s /c "${setting}${words.map((word) => `"${word}"`).join(' ')}"`;
  const input = { task: taskOf(owner), file: windowsProgram('cmd'), line };
  return act('register-task', REGISTER, input, ask);
}

export async function uninstallOnWindows(
  { root, owner }: UninstallOptions,
  ask: typeof runPowershell = runPowershell,
): Promise<Problem> {
  const inRoot = (path: string) => (root === '' ? path : join(root, path.replace(/^C:/, '')));
  const removed = await act('remove-task', UNREGISTER, { task: taskOf(owner) }, ask);
  if (removed !== null) return removed;
  rmSync(inRoot(ownerFile(owner, 'win32')), { force: true });
  const owners = inRoot(dirname(ownerFile(owner, 'win32')));
  mkdirSync(owners, { recursive: true });
  if (readdirSync(owners).length === 0) rmSync(inRoot(PROGRAMS), { recursive: true, force: true });
  return null;
}

function taskOf(owner: string): string {
  return `Helper ${owner}`;
}

async function act(
  step: WindowsStep,
  script: string,
  input: object,
  ask: typeof runPowershell,
): Promise<Problem> {
  const done = await ask(step, script, { input, parse: (json) => (json === null ? null : true) });
  return done.ok ? null : { reason: 'windows-step', step };
}
