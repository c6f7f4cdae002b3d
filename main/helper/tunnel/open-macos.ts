/** Looks for WireGuard on macOS, where only root can have put it (docs/decisions/0009). */
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { runCommand } from '../../base/run-command.ts';
import { wireguardInstallHint } from '../../base/wireguard-install-hint.ts';
import type { TunnelBackend } from './backend.ts';
import { createMacosBackend } from './macos-backend.ts';
import { type RunTool, readWgVersion } from './tools.ts';
import { findTrustedProgram } from './trusted-program.ts';

/** MacPorts' folders are root's; Homebrew's are whoever installed it, and so are refused by the check. */
const FOLDERS = ['/opt/local/bin', '/usr/local/bin', '/opt/homebrew/bin'];
const SYSTEM_FOLDERS = ['/sbin', '/usr/sbin'];

export async function openMacosBackend(
  folder: string,
  {
    folders = FOLDERS,
    system = SYSTEM_FOLDERS,
  }: { folders?: readonly string[]; system?: readonly string[] } = {},
  run: RunTool = runCommand,
): Promise<Result<TunnelBackend, 'tunnel.wireguard-missing'>> {
  const [wireguardGo, wg] = ['wireguard-go', 'wg'].map((name) => findTrustedProgram(name, folders));
  const [ifconfig, route, netstat] = ['ifconfig', 'route', 'netstat'].map((name) =>
    findTrustedProgram(name, system),
  );
  const missing = () => fail(fault('tunnel.wireguard-missing', wireguardInstallHint('darwin', '')));
  if (!wireguardGo || !wg || !ifconfig || !route || !netstat) return missing();
  const wgVersion = await readWgVersion(wg, run);
  if (wgVersion === null) return missing();
  return ok(createMacosBackend({ wireguardGo, wg, ifconfig, route, netstat }, wgVersion, folder, run));
}
