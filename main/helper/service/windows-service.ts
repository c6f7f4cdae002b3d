/** The helper as a task of Windows that starts with the system (docs/decisions/0009). Never run on Windows so far. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

/** Windows exchanges no program that runs, and a task that is stopped has ended no more than the first of its processes. */
const END_HELPERS = `Get-ScheduledTask -TaskPath '\\LANrage\\' -TaskName $in.task -ErrorAction SilentlyContinue | Stop-ScheduledTask
for ($tries = 0; $true; $tries++) {
  $left = @(Get-CimInstance Win32_Process | Where-Object {
    $_.CommandLine -and $_.CommandLine.Replace('\\', '/').Contains('/LANrage Helper/helper.mjs') -and $_.CommandLine.Contains($in.mark)
  })
  if ($left.Count -eq 0) { break }
  if ($tries -ge 50) { throw 'still running' }
  $left | ForEach-Object { Stop-Process -Id $_.ProcessId -Force -ErrorAction SilentlyContinue }
  Start-Sleep -Milliseconds 200
}
`;
const DONE = '@{ done = $true } | ConvertTo-Json -Compress';
const STOP = END_HELPERS + DONE;
const START = `Get-ScheduledTask -TaskPath '\\LANrage\\' -ErrorAction SilentlyContinue | Start-ScheduledTask
${DONE}`;

const REGISTER = `$action = New-ScheduledTaskAction -Execute $in.file -Argument $in.line
$trigger = New-ScheduledTaskTrigger -AtStartup
$principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
$settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -ExecutionTimeLimit ([TimeSpan]::Zero) -RestartCount 3 -RestartInterval ([TimeSpan]::FromMinutes(1))
Register-ScheduledTask -TaskPath '\\LANrage\\' -TaskName $in.task -Action $action -Trigger $trigger -Principal $principal -Settings $settings -Force | Out-Null
${START}`;

/** A tunnel is a service of its own, and would stay up with its key. Only those of our folder's configurations are ours. */
const UNREGISTER = `${END_HELPERS}Get-ScheduledTask -TaskPath '\\LANrage\\' -TaskName $in.task -ErrorAction SilentlyContinue | Unregister-ScheduledTask -Confirm:$false
if ($in.isLast) {
  Get-Service -Name 'WireGuardTunnel$lanrage*' | ForEach-Object {
    $image = (Get-ItemProperty -Path "HKLM:\\SYSTEM\\CurrentControlSet\\Services\\$($_.Name)").ImagePath
    if ($image.Replace('/', '\\').Contains('\\LANrage Helper\\run\\')) {
      & 'C:\\Program Files\\WireGuard\\wireguard.exe' /uninstalltunnelservice $_.Name.Substring(16) | Out-Null
    }
  }
}
${DONE}`;

/** Virus scanners hold a program open for a moment after it has ended. */
const HELD_OPEN = { maxRetries: 10, retryDelay: 200 };

export async function installOnWindows(
  options: InstallOptions,
  ask: typeof runPowershell = runPowershell,
): Promise<Problem> {
  const { root, owner, nodePath, isElectron, tokenHash } = options;
  const inRoot = (path: string) => (root === '' ? path : join(root, path.replace(/^C:/, '')));
  const electronsProblem = { reason: 'app-not-in-program-files' } as const;
  const isInPlace = TRUSTED.test(nodePath);
  // Nobody's helper is stopped for what is refused.
  if (isElectron && !isInPlace) return electronsProblem;
  // Those of other users run the same program.
  const stopped = await act('stop-helper', STOP, { task: taskOf('*'), mark: '' }, ask);
  if (stopped !== null) return stopped;
  let isDone = false;
  try {
    const problem = await place();
    isDone = problem === null;
    return problem;
  } finally {
    if (!isDone) await act('register-task', START, {}, ask);
  }

  async function place(): Promise<Problem> {
    for (const folder of [PROGRAMS, dirname(ownerFile(owner, 'win32'))]) {
      mkdirSync(inRoot(folder), { recursive: true });
    }
    const placed = placeProgram(options, {
      platform: 'win32',
      inRoot,
      isInPlace,
      electronsProblem,
    });
    if ('problem' in placed) return placed.problem;
    const serve = [`--socket-dir=${HELPER_SOCKET_FOLDERS.win32}`, `--owner-sid=${owner}`];
    const words = [...placed, ...serve, `--token-hash=${tokenHash}`, '--stay=yes'];
    const setting = isElectron ? 'set ELECTRON_RUN_AS_NODE=1&& ' : '';
    const line = `/d /s /c "${setting}${words.map((word) => `"${word}"`).join(' ')}"`;
    const input = { task: taskOf(owner), file: windowsProgram('cmd'), line };
    return act('register-task', REGISTER, input, ask);
  }
}

export async function uninstallOnWindows(
  { root, owner }: UninstallOptions,
  ask: typeof runPowershell = runPowershell,
): Promise<Problem> {
  const inRoot = (path: string) => (root === '' ? path : join(root, path.replace(/^C:/, '')));
  const file = inRoot(ownerFile(owner, 'win32'));
  const owners = dirname(file);
  mkdirSync(owners, { recursive: true });
  const isLast = readdirSync(owners).every((name) => name === basename(file));
  const input = { task: taskOf(owner), mark: `--owner-sid=${owner}`, isLast };
  const removed = await act('remove-task', UNREGISTER, input, ask);
  if (removed !== null) return removed;
  rmSync(file, { force: true });
  if (isLast) rmSync(inRoot(PROGRAMS), { recursive: true, force: true, ...HELD_OPEN });
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
