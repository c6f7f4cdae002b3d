/** What the tests need of the system beside Node, and how it gets there where it may. */
import { readFileSync } from 'node:fs';
import { chromiumPath, findCommand } from './browser.ts';
import { run } from './run.ts';
import { withoutServices } from './without-services.ts';

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

/** Of these, what would serve from the next start of the machine on. */
const SERVICES: readonly string[] = ['coturn'];

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
  if (mayInstall()) {
    console.log(`Installing with apt-get: ${missing.join(' ')}`);
    await withoutServices(() => installWithApt(missing));
    for (const name of SERVICES.filter((one) => missing.includes(one))) {
      await run('update-rc.d', [name, 'disable'], { output: 'capture' });
    }
  }
  const left = missingPackages();
  if (left.length === 0) return;
  console.log(`Missing on this machine: ${left.join(', ')}. What needs them is skipped and counted.`);
  console.log(`On Debian or Ubuntu they come with: sudo apt-get ${installing(left).join(' ')}`);
}

async function installWithApt(packages: readonly string[]): Promise<void> {
  const updated = await apt(['update']);
  const installed = await apt(installing(packages));
  if (installed === null) return;
  console.log([updated, installed].join('\n'));
  // One that this system does not know must not keep the others away.
  for (const name of packages) await apt(installing([name]));
}

/** Null when it went well, else what it said. A machine that has just started may still be updating itself. */
async function apt(args: readonly string[]): Promise<string | null> {
  const { code, output } = await run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    output: 'capture',
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  return code === 0 ? null : output;
}

function installing(packages: readonly string[]): readonly string[] {
  return ['install', '-y', '--no-install-recommends', ...packages];
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
