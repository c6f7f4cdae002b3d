/** Looks whether WireGuard is installed on Windows, and makes the place for its secrets. */
import { lstatSync, mkdirSync } from 'node:fs';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, type Result } from '../../../shared/result.ts';
import { runCommand } from '../../base/run-command.ts';
import { wireguardInstallHint } from '../../base/wireguard-install-hint.ts';
import type { TunnelBackend } from './backend.ts';
import { notRun, type RunTool } from './tools.ts';
import { createWindowsBackend, type WindowsTools } from './windows-backend.ts';

/** Fixed: the environment of an elevated process may be its user's making, and only administrators write there. */
const SYSTEM = 'C:/Windows/System32';
const WIREGUARD = 'C:/Program Files/WireGuard';
/** The system (S-1-5-18) and administrators (S-1-5-32-544), by identifiers: their names are localised. */
const PRIVATE = ['/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F'];

export async function openWindowsBackend(
  folder: string,
  { wireguard, system }: { wireguard: string; system: string } = { wireguard: WIREGUARD, system: SYSTEM },
  run: RunTool = runCommand,
): Promise<Result<TunnelBackend, 'tunnel.wireguard-missing' | 'tunnel.create-failed'>> {
  const tools: WindowsTools = {
    wireguard: `${wireguard}/wireguard.exe`,
    wg: `${wireguard}/wg.exe`,
    sc: `${system}/sc.exe`,
  };
  const isThere = [tools.wireguard, tools.wg].every((path) =>
    lstatSync(path, { throwIfNoEntry: false })?.isFile(),
  );
  if (!isThere) {
    return fail(fault('tunnel.wireguard-missing', wireguardInstallHint('win32', '')));
  }
  mkdirSync(folder, { recursive: true });
  const shut = await run({ file: `${system}/icacls.exe`, args: [folder, ...PRIVATE] });
  if (!shut.ok) return fail(notRun('icacls', shut.fault));
  return createWindowsBackend(tools, folder, run);
}
