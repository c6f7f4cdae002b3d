/**
 * The macOS backend against programs that note what they are told; `wireguard-go` is one that opens its control socket
 * as the real one does. It was never run on macOS.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProcessIdentity } from '../../main/helper/process-identity.ts';
import { createMacosBackend } from '../../main/helper/tunnel/macos-backend.ts';
import { ownNetworks, parseNetstat } from '../../main/helper/tunnel/macos-networks.ts';
import { openMacosBackend } from '../../main/helper/tunnel/open-macos.ts';
import { formatSubnet } from '../../shared/address.ts';
import { type FakePrograms, fakePrograms } from './kit/fake-programs.ts';

const KEY = 'QJvwO94Ks5jv9ZqgBOCyzVDd2jce3sAZxw8ke6M620o=';
const NAME = 'lanrage0';
/** No Mac has as many, and no other test of this machine takes it. */
const UTUN = `utun${(process.pid % 9000) + 1000}`;

/** As recorded on macOS 14. */
const NETSTAT = `Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            192.168.178.1      UGScg                 en0
10.66/16           ${UTUN}            USc                 ${UTUN}
127                127.0.0.1          UCS                   lo0
127.0.0.1          127.0.0.1          UH                    lo0
169.254            link#11            UCS                   en0      !
192.168.178        link#11            UCS                   en0      !
192.168.178.1/32   link#11            UCS                   en0      !
224.0.0/4          link#11            UmCS                  en0      !
255.255.255.255/32 link#11            UCS                   en0      !
`;

describe('the networks of a Mac', () => {
  it('are read with their zeros and prefixes left out', () => {
    const read = parseNetstat(NETSTAT).map(({ subnet, device }) => `${formatSubnet(subnet)} ${device}`);
    expect(read).toEqual([
      `10.66.0.0/16 ${UTUN}`,
      '127.0.0.0/8 lo0',
      '127.0.0.1/32 lo0',
      '169.254.0.0/16 en0',
      '192.168.178.0/24 en0',
      '192.168.178.1/32 en0',
      '255.255.255.255/32 en0',
    ]);
  });

  it('hold its own addresses, of IPv4 alone', () => {
    const interfaces = {
      en0: [
        { family: 'IPv4' as const, address: '192.168.178.20', cidr: '192.168.178.20/24' },
        { family: 'IPv6' as const, address: 'fe80::1', cidr: 'fe80::1/64' },
      ],
    };
    expect(ownNetworks(interfaces)).toEqual([
      { subnet: { base: 0xc0a8b200, prefix: 24 }, device: 'en0', address: '192.168.178.20' },
    ]);
  });
});

// The control sockets of wireguard-go are in a folder that only root may write.
describe.runIf(process.platform === 'linux' && process.geteuid?.() === 0)(
  'tunnels on macOS (as root)',
  () => {
    let folder: string;
    let programs: FakePrograms;
    let daemon: ProcessIdentity | null;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'lanrage-macos-'));
      programs = fakePrograms(folder);
      daemon = null;
    });
    afterEach(async () => {
      if (daemon !== null) await backend().remove(NAME, daemon);
      rmSync(folder, { recursive: true });
    });

    function backend() {
      const device = `require('fs').mkdirSync('/var/run/wireguard',{recursive:true});
      require('fs').writeFileSync(process.env.WG_TUN_NAME_FILE,'${UTUN}\\n');
      // As the real one does with what a killed one leaves.
      require('fs').rmSync('/var/run/wireguard/${UTUN}.sock', { force: true });
      require('net').createServer().listen('/var/run/wireguard/${UTUN}.sock')`;
      writeFileSync(join(folder, 'device.cjs'), device);
      return createMacosBackend(
        {
          wireguardGo: programs.make('wireguard-go', `exec "${process.execPath}" ${folder}/device.cjs`),
          wg: programs.make(
            'wg',
            `case "$*" in *listen-port) echo 51820;; *dump) printf '${KEY}\\t${KEY}\\t51820\\toff\\n';; esac`,
          ),
          ifconfig: programs.make('ifconfig'),
          route: programs.make('route'),
          netstat: programs.make('netstat', `cat <<'END'\n${NETSTAT}END`),
        },
        'wireguard-tools v1.0.20210914',
        folder,
      );
    }

    async function made() {
      const made = backend();
      const events = {
        onStarted: (found: ProcessIdentity | null) => {
          daemon = found;
        },
        onGone: () => undefined,
      };
      expect(await made.create(NAME, events)).toEqual({ ok: true, value: undefined });
      return made;
    }

    const lines = () => programs.calls().map(({ program, args }) => [program, ...args].join(' '));

    it('asks for any utun, learns which in a folder of root’s, and uses that name from then on', async () => {
      const mac = await made();
      expect(mac.exists(NAME)).toBe(true);
      expect(await mac.configure(NAME, { privateKey: KEY, listenPort: 0, mtu: 1420 })).toEqual({
        ok: true,
        value: 51820,
      });
      expect(await mac.setAddress(NAME, '10.66.0.1/16', null)).toEqual({ ok: true, value: undefined });
      expect(lines()).toEqual([
        'wireguard-go -f utun',
        `ifconfig ${UTUN} mtu 1420 up`,
        `wg show ${UTUN} listen-port`,
        `wg set ${UTUN} private-key /dev/stdin`,
        `ifconfig ${UTUN} inet 10.66.0.1/16 10.66.0.1 alias`,
        `route -q -n add -inet 10.66.0.0/16 -interface ${UTUN}`,
      ]);
      expect(programs.calls()[3]?.stdin).toBe(`${KEY}\n`);
      expect(await mac.status(NAME)).toMatchObject({ ok: true, value: { name: NAME, listenPort: 51820 } });
    });

    it('changes the address and its route, and calls its device by our name', async () => {
      const mac = await made();
      await mac.setAddress(NAME, '10.67.0.2/16', '10.66.0.1/16');
      expect(lines().slice(1)).toEqual([
        `route -q -n delete -inet 10.66.0.0/16 -interface ${UTUN}`,
        `ifconfig ${UTUN} inet 10.66.0.1 -alias`,
        `ifconfig ${UTUN} inet 10.67.0.2/16 10.67.0.2 alias`,
        `route -q -n add -inet 10.67.0.0/16 -interface ${UTUN}`,
      ]);
      const networks = await mac.networks();
      const ours = networks.ok ? networks.value.filter(({ device }) => device === NAME) : [];
      expect(ours.map(({ subnet }) => formatSubnet(subnet))).toEqual(['10.66.0.0/16']);
    });

    it('takes the device and its name away', async () => {
      const mac = await made();
      expect(await mac.remove(NAME, daemon)).toEqual({ ok: true, value: undefined });
      daemon = null;
      expect(mac.exists(NAME)).toBe(false);
      expect(readdirSync(folder).filter((file) => file.endsWith('.utun'))).toEqual([]);
    });

    it('takes nothing for a device that isn’t named like one', async () => {
      const mac = backend();
      writeFileSync(join(folder, `${NAME}.utun`), '../../etc/passwd');
      expect(mac.exists(NAME)).toBe(false);
      expect(readFileSync(join(folder, `${NAME}.utun`), 'utf8')).toContain('passwd');
    });

    it('runs no program from a folder that its user can change, like Homebrew’s', async () => {
      for (const name of ['wireguard-go', 'wg', 'ifconfig', 'route', 'netstat']) programs.make(name);
      const places = { folders: [folder], system: [folder] };
      expect(await openMacosBackend(folder, places)).toEqual({
        ok: false,
        fault: {
          code: 'tunnel.wireguard-missing',
          args: { reason: 'by-command', hint: 'sudo port install wireguard-tools wireguard-go' },
        },
      });
      expect(programs.calls()).toEqual([]);
    });
  },
);
