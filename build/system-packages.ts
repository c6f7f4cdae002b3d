/** What the tests need of the system beside Node, and how it gets there where it may. */
import { readFileSync } from 'node:fs';
import { chromiumPath, findCommand } from './browser.ts';
import { run } from './run.ts';

/** Command → Debian's package. */
const COMMANDS = {
  wg: 'wireguard-tools',
  'wireguard-go': 'wireguard-go',
  nft: 'nftables',
  ip: 'iproute2',
  ping: 'iputils-ping',
  fping: 'fping',
  traceroute: 'traceroute',
  iperf3: 'iperf3',
  sysctl: 'procps',
  conntrack: 'conntrack',
  turnserver: 'coturn',
  miniupnpd: 'miniupnpd-nftables',
  'systemd-analyze': 'systemd',
} as const;

/** Debian's names of the packages that are not there. */
export function missingPackages(): string[] {
  const missing: string[] = Object.entries(COMMANDS)
    .filter(([command]) => findCommand(command) === null)
    .map(([, name]) => name);
  return chromiumPath() === null ? ['chromium', ...missing] : missing;
}

/** Installs what is missing where that is possible without asking; says what stays missing, and how to get it. */
export async function installSystemPackages(): Promise<void> {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (mayInstall()) {
    console.log(`Installing with apt-get: ${missing.join(' ')}`);
    const ways = {
      output: 'capture',
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    } as const;
    const steps = [await run('apt-get', ['update'], ways), await run('apt-get', install, ways)];
    if (steps.some(({ code }) => code !== 0)) console.log(steps.map(({ output }) => output).join('\n'));
  }
  const left = missingPackages();
  if (left.length === 0) return;
  console.log(`Missing on this machine: ${left.join(', ')}. What needs them is skipped and counted.`);
  console.log(`On Debian or Ubuntu they come with: sudo apt-get ${install.join(' ')}`);
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && isDebianLike() && findCommand('apt-get') !== null;
}

function isDebianLike(): boolean {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
