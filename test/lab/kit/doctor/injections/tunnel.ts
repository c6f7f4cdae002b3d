/** What can be wrong with WireGuard: its tools, the helper, the device, its key and port. */
import { fileURLToPath } from 'node:url';
import { commandLineOf } from '../../command-line.ts';
import { LabEngine } from '../../engine.ts';
import { crash } from '../../faults/breakages.ts';
import { createKeys } from '../../relayed-players.ts';
import { forGood, type Injection, onAlice } from '../injection.ts';
import { shell } from '../ward.ts';

const HELPER_SCRIPT = fileURLToPath(new URL('../../../../../out/helper/helper.js', import.meta.url));
const PORT = 51_999;

export const tunnelInjections: readonly Injection[] = [
  {
    title: 'interface of a crash is left',
    expected: ['doctor.stale-interface'],
    remedy: 'remove-stale-interface',
    isTraceless: true,
    inSubset: true,
    async happen({ internet, alice: { host } }) {
      const before = host.processes();
      const other = new LabEngine(internet, host, { settings: { subnet: '10.99.0.0/16', apiPort: 0 } });
      await other.up();
      await other.done('party', 'create', 'Another');
      for (const pid of host.processes()) {
        const isOurs = !before.includes(pid) && /lanrage\.js|helper/.test(commandLineOf(pid));
        if (isOurs) process.kill(pid, 'SIGKILL');
      }
      return () => host.exec('ip', ['link', 'del', other.interfaceName]);
    },
  },
  {
    // Of a tunnel that is up the port is its own: this is found before there is one.
    title: 'WireGuard’s port is taken by a program',
    scene: 'no party',
    expected: ['tunnel.port-taken'],
    remedy: 'choose-free-port',
    inSubset: true,
    happen: forGood(async ({ alice }) => {
      await alice.host.tool('udp-echo', [PORT]).json((line) => line.ready === true);
      const changed = await (await alice.api()).updateSettings({ wireguardPort: PORT });
      if (!changed.ok) throw new Error(changed.fault.code);
    }),
  },
  {
    title: 'tunnel has another key',
    expected: ['doctor.key-mismatch'],
    remedy: 'restart-tunnel',
    inSubset: true,
    happen: onAlice(
      ({ alice: { interfaceName } }) =>
        `echo ${createKeys().privateKey} | wg set ${interfaceName} private-key /dev/stdin`,
    ),
  },
  {
    // Once would not do: the engine adds a player that is missing within a second.
    title: 'program removes the player from the device',
    expected: ['doctor.peer-missing'],
    remedy: 'reach-peer-again',
    remedyNeedsUndo: true,
    async happen({ alice, bob }) {
      const { stdout } = await bob.host.exec('wg', ['show', bob.interfaceName, 'public-key']);
      const remove = `wg set ${alice.interfaceName} peer ${stdout.trim()} remove`;
      const program = alice.host.spawn('sh', ['-c', `while ${remove}; do sleep 0.02; done`]);
      return () => program.kill('SIGKILL');
    },
  },
  {
    title: 'WireGuard’s tools are removed',
    expected: ['tunnel.wireguard-missing'],
    happen: onAlice('mount --bind /dev/null /usr/bin/wg'),
  },
  ...['exit 1', 'sleep 60'].map(
    (script): Injection => ({
      title: `WireGuard’s tool does “${script}”`,
      expected: ['tunnel.wireguard-broken'],
      happen: onAlice(({ alice: { dataDir } }) => {
        const broken = `${dataDir}/wg`;
        return `printf '#!/bin/sh\n${script}\n' >${broken}; chmod 755 ${broken}; mount --bind ${broken} /usr/bin/wg`;
      }),
    }),
  ),
  {
    title: 'helper is killed and can’t start',
    expected: ['helper.unreachable', 'helper.keeps-ending'],
    lastsMs: 4000,
    remedy: 'set-up-tunnel',
    remedyNeedsUndo: true,
    async happen({ alice: { host } }) {
      await shell(host, `mount --bind /dev/null '${HELPER_SCRIPT}'`);
      crash(host, /helper/);
      return () => shell(host, `umount '${HELPER_SCRIPT}'`);
    },
  },
];
