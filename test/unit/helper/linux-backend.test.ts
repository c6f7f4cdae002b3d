import { createSocket } from 'node:dgram';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TunnelBackend } from '../../../main/helper/tunnel/backend.ts';
import { createLinuxBackend } from '../../../main/helper/tunnel/linux-backend.ts';
import { openLinuxDiscovery } from '../../../main/helper/tunnel/linux-discovery.ts';
import { openLinuxFirewall } from '../../../main/helper/tunnel/linux-firewall.ts';

/** `lo` is there in every namespace, so a failing tool is not taken for a missing interface. */
const NAME = 'lo';
const KEY = 'QJvwO94Ks5jv9ZqgBOCyzVDd2jce3sAZxw8ke6M620o=';
const PEER = 'q5gY44C1rz59jNULBtXS3DsAq72VTOhpoZ+cQBLzgXQ=';
const PSK = '/Y5oVxmJlkSfCeI5p2oxZPjH4RQ24a81se2QwcTGYjc=';

// The secret file needs a folder that only root can write.
describe.runIf(process.platform === 'linux' && process.geteuid?.() === 0)(
  'WireGuard by `ip` and `wg` (as root)',
  () => {
    let folder: string;
    let backend: TunnelBackend;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'lanrage-tools-'));
      const tools = { ip: program('ip'), wg: program('wg'), wireguardGo: null };
      const devices = { kind: 'kernel', create: () => Promise.reject(new Error('unused')) } as const;
      const firewall = await openLinuxFirewall({ nft: null, iptables: null, firewallCmd: null });
      const tables = { guard: null, discovery: await openLinuxDiscovery(null), firewall };
      backend = createLinuxBackend(tools, 'wg', devices, tables);
    });

    afterEach(() => rmSync(folder, { recursive: true }));

    /** A program that notes its arguments and what it reads from /dev/stdin, then does what `behave` says. */
    function program(name: string, behave = 'case "$*" in *listen-port) echo 51820;; esac'): string {
      const path = join(folder, name);
      const script = `#!/bin/sh
{ echo "${name} $*"; case "$*" in *stdin*) sed 's/^/< /' /dev/stdin;; *-batch*) sed 's/^/< /';; esac; } >> ${folder}/log
${behave}
`;
      writeFileSync(path, script);
      chmodSync(path, 0o755);
      return path;
    }

    const calls = () => readFileSync(join(folder, 'log'), 'utf8').trimEnd().split('\n');

    test('passes the private key on standard input, after MTU and up', async () => {
      const settings = { privateKey: KEY, listenPort: 0, mtu: 1420 };
      expect(await backend.configure(NAME, settings)).toEqual({ ok: true, value: 51820 });
      expect(calls()).toEqual([
        'ip -batch -',
        `< link set mtu 1420 up dev ${NAME}`,
        `wg show ${NAME} listen-port`,
        `wg set ${NAME} private-key /dev/stdin`,
        `< ${KEY}`,
      ]);
    });

    test('sets several peers in one process, their preshared keys on standard input', async () => {
      const relay = {
        publicKey: KEY,
        endpoint: '127.0.0.1:3478',
        allowedIps: [],
        keepaliveSeconds: 25,
        fresh: false,
      };
      const friend = {
        publicKey: PEER,
        presharedKey: PSK,
        allowedIps: ['10.66.0.2/32', '10.66.0.3/32'],
        keepaliveSeconds: 0,
        fresh: false,
      };
      await backend.setPeers(NAME, [relay, friend], []);
      expect(calls().map((line) => line.trim())).toEqual([
        `wg addconf ${NAME} /dev/stdin`,
        '< [Peer]',
        `< PublicKey = ${KEY}`,
        '< Endpoint = 127.0.0.1:3478',
        '< PersistentKeepalive = 25',
        '<',
        '< [Peer]',
        `< PublicKey = ${PEER}`,
        `< PresharedKey = ${PSK}`,
        '< AllowedIPs = 10.66.0.2/32, 10.66.0.3/32',
        '< PersistentKeepalive = 0',
      ]);
    });

    test('forgets peers before it sets others', async () => {
      await backend.setPeers(NAME, [], [KEY]);
      expect(calls()).toEqual([`wg set ${NAME} peer ${KEY} remove`, `wg addconf ${NAME} /dev/stdin`]);
    });

    test('removes several peers in one process', async () => {
      await backend.removePeers(NAME, [KEY, PEER]);
      expect(calls()).toEqual([`wg set ${NAME} peer ${KEY} remove peer ${PEER} remove`]);
    });

    test('replaces an address in one process', async () => {
      await backend.setAddress(NAME, '10.67.0.1/16', '10.66.0.1/16');
      expect(calls()).toEqual([
        'ip -batch -',
        `< address del 10.66.0.1/16 dev ${NAME}`,
        `< address replace 10.67.0.1/16 dev ${NAME}`,
      ]);
    });

    test('tells a failing tool from an interface that is gone, and repeats nothing that it says', async () => {
      program('wg', `echo "Line unrecognized: PresharedKey=${PSK}" >&2; exit 1`);
      const failed = await backend.setPeers(NAME, [], []);
      expect(failed).toMatchObject({ fault: { code: 'tunnel.create-failed' } });
      expect(JSON.stringify(failed)).not.toContain(PSK);
      expect(await backend.setPeers('lanrage8', [], [])).toMatchObject({
        fault: { code: 'tunnel.interface-missing', args: { name: 'lanrage8' } },
      });
    });

    test('answers a typed fault to output that it does not know', async () => {
      program('wg', 'echo nonsense');
      program('ip', 'echo "{}"');
      expect(await backend.status(NAME)).toMatchObject({ fault: { code: 'tunnel.create-failed' } });
      expect(await backend.networks()).toMatchObject({ fault: { code: 'tunnel.create-failed' } });
    });

    test('does not touch the interface for a port that is taken', async () => {
      const taker = createSocket('udp4');
      await new Promise<void>((resolve) => {
        taker.bind(0, resolve);
      });
      const { port } = taker.address();
      const configured = await backend.configure(NAME, { listenPort: port, mtu: 1420 });
      expect(configured).toEqual({ ok: false, fault: { code: 'tunnel.port-taken', args: { port } } });
      expect(calls().at(-1)).toBe(`wg show ${NAME} listen-port`);
      await new Promise<void>((resolve) => {
        taker.close(() => resolve());
      });
    });

    test('puts the old port back when the new one is taken at the last moment', async () => {
      const busy = 'echo "Unable to modify interface: Address already in use" >&2; exit 1';
      program('wg', `case "$*" in show*) echo 51820;; *51821) ${busy};; esac`);
      const configured = await backend.configure(NAME, { listenPort: 51821, mtu: 1420 });
      expect(configured).toMatchObject({ fault: { code: 'tunnel.port-taken' } });
      expect(calls().at(-1)).toBe(`wg set ${NAME} listen-port 51820`);
    });
  },
);
