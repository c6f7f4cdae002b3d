import { expect, test } from 'vitest';
import { wireguardInstallHint } from '../../../main/base/wireguard-install-hint.ts';

test.each([
  [
    'Debian',
    'linux',
    'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n',
    { reason: 'by-command', hint: 'sudo apt install wireguard-tools wireguard-go' },
  ],
  [
    'a derivative of Ubuntu',
    'linux',
    'ID=pop\nID_LIKE="ubuntu debian"\n',
    { reason: 'by-command', hint: 'sudo apt install wireguard-tools wireguard-go' },
  ],
  [
    'Fedora',
    'linux',
    'NAME="Fedora Linux"\nID=fedora\n',
    { reason: 'by-command', hint: 'sudo dnf install wireguard-tools' },
  ],
  [
    'a derivative of Fedora',
    'linux',
    "ID='nobara'\nID_LIKE='rhel centos fedora'\n",
    { reason: 'by-command', hint: 'sudo dnf install wireguard-tools' },
  ],
  ['Arch', 'linux', 'ID=arch\n', { reason: 'by-command', hint: 'sudo pacman -S wireguard-tools' }],
  ['an unknown Linux', 'linux', 'ID=constructor\n', { reason: 'by-package', hint: 'wireguard-tools' }],
  ['no os-release', 'linux', '', { reason: 'by-package', hint: 'wireguard-tools' }],
  ['macOS', 'darwin', '', { reason: 'by-command', hint: 'sudo port install wireguard-tools wireguard-go' }],
  ['Windows', 'win32', '', { reason: 'by-download', hint: 'https://www.wireguard.com/install/' }],
] as const)('tells how to install WireGuard on %s', (_, platform, osRelease, hint) => {
  expect(wireguardInstallHint(platform, osRelease)).toEqual(hint);
});
