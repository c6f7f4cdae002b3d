import { readFileSync } from 'node:fs';
import type { Because } from '../../shared/faults/fault-reasons.ts';

/** Commands by `ID` of os-release(5); a derivative is found by its `ID_LIKE`. */
const LINUX_HINTS: Readonly<Record<string, string>> = {
  debian: 'sudo apt install wireguard-tools wireguard-go',
  ubuntu: 'sudo apt install wireguard-tools wireguard-go',
  fedora: 'sudo dnf install wireguard-tools',
  rhel: 'sudo dnf install wireguard-tools',
  arch: 'sudo pacman -S wireguard-tools',
  opensuse: 'sudo zypper install wireguard-tools',
  suse: 'sudo zypper install wireguard-tools',
  alpine: 'sudo apk add wireguard-tools',
};

type InstallHint = Because<'tunnel.wireguard-missing'>;

/** How to install WireGuard here. @param osRelease - text of os-release(5); Linux only. */
export function wireguardInstallHint(platform: NodeJS.Platform, osRelease: string): InstallHint {
  if (platform === 'win32') return { reason: 'by-download', hint: 'https://www.wireguard.com/install/' };
  // MacPorts: Homebrew's programs could be exchanged by their user, and are never run as root.
  if (platform === 'darwin')
    return { reason: 'by-command', hint: 'sudo port install wireguard-tools wireguard-go' };
  const ids = [readField(osRelease, 'ID'), ...readField(osRelease, 'ID_LIKE').split(' ')];
  for (const id of ids) {
    const hint = Object.hasOwn(LINUX_HINTS, id) ? LINUX_HINTS[id] : undefined;
    if (hint !== undefined) return { reason: 'by-command', hint };
  }
  return { reason: 'by-package', hint: 'wireguard-tools' };
}

/** This machine's os-release(5), empty where there is none. */
export function readOsRelease(): string {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'EACCES') throw error;
    }
  }
  return '';
}

function readField(osRelease: string, field: string): string {
  const line = osRelease.split('\n').find((one) => one.startsWith(`${field}=`)) ?? '';
  return line
    .slice(field.length + 1)
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
}
