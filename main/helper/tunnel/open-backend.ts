import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { readOsRelease, wireguardInstallHint } from '../../base/wireguard-install-hint.ts';
import type { TunnelBackend } from './backend.ts';
import { createKernelDevices } from './kernel-devices.ts';
import { createLinuxBackend } from './linux-backend.ts';
import { openLinuxDiscovery } from './linux-discovery.ts';
import { openLinuxFirewall } from './linux-firewall.ts';
import { openLinuxGuard } from './linux-guard.ts';
import { findLinuxTools, hasKernelWireGuard } from './linux-tools.ts';
import { openMacosBackend } from './open-macos.ts';
import { openWindowsBackend } from './open-windows.ts';
import { createReadyTools } from './ready-tools.ts';
import { askWgVersion } from './tools.ts';
import { findTrustedProgram } from './trusted-program.ts';
import { createWireguardGoDevices } from './wireguard-go-devices.ts';

/**
 * Looks what this machine has, and prefers the kernel's WireGuard.
 * @param folder - the helper's own, that only root can change.
 * @fault tunnel.wireguard-missing - with how to install it. @fault tunnel.wireguard-broken
 * @fault tunnel.unsupported-platform
 * @fault tunnel.create-failed - Windows does not let the folder be shut.
 */
export async function openBackend(
  platform: NodeJS.Platform,
  folder: string,
): Promise<
  Result<
    TunnelBackend,
    | 'tunnel.wireguard-missing'
    | 'tunnel.wireguard-broken'
    | 'tunnel.unsupported-platform'
    | 'tunnel.create-failed'
  >
> {
  if (platform === 'win32') return openWindowsBackend(folder);
  if (platform === 'darwin') return openMacosBackend(folder);
  if (platform !== 'linux') return fail(fault('tunnel.unsupported-platform', { platform }));
  const missing = () =>
    fail(fault('tunnel.wireguard-missing', wireguardInstallHint(platform, readOsRelease())));
  const tools = findLinuxTools();
  if (tools === null) return missing();
  const [kernel, wgVersion] = await Promise.all([hasKernelWireGuard(tools.ip), askWgVersion(tools.wg)]);
  if (!wgVersion.ok) return wgVersion;
  if (!kernel && tools.wireguardGo === null) return missing();
  const devices =
    kernel || tools.wireguardGo === null
      ? createKernelDevices(tools.ip)
      : createWireguardGoDevices(tools.wireguardGo);
  const ready = createReadyTools();
  const nft = findTrustedProgram('nft');
  const guard = nft === null ? null : await openLinuxGuard(nft, ready.run, undefined, ready.expect);
  const discovery = await openLinuxDiscovery(nft);
  const iptables = findTrustedProgram('iptables');
  const firewall = await openLinuxFirewall({
    nft,
    iptables,
    firewallCmd: findTrustedProgram('firewall-cmd'),
  });
  return ok(createLinuxBackend(tools, wgVersion.value, devices, { guard, discovery, firewall }, ready));
}
