/** What can be wrong, put into a healthy ward; and the causes that the doctor should then name, and no other. */
import { fileURLToPath } from 'node:url';
import type { FaultCode } from '../../../../shared/faults/fault.ts';
import type { RemedyId } from '../../../../shared/model/doctor.ts';
import { commandLineOf } from '../command-line.ts';
import { LabEngine } from '../engine.ts';
import { crash } from '../faults/breakages.ts';
import { LabHost } from '../host.ts';
import { SERVER_ADDRESS } from '../internet.ts';
import { ip, nft } from '../namespace.ts';
import { createKeys } from '../relayed-players.ts';
import { NAME_SERVER } from './outside.ts';
import { type Scene, shell, type Ward, type WardOptions } from './ward.ts';

/** Makes a ward healthy again. */
export type Undo = () => Promise<unknown> | unknown;

export interface Injection extends WardOptions {
  readonly title: string;
  readonly scene: Scene;
  /** One of these causes, where the same can be told by two, e.g. away and silent of somebody asleep. */
  readonly expected: readonly FaultCode[];
  /** How long it has been so when the doctor is asked, in ms. */
  readonly lastsMs?: number;
  /** Mends it, as the doctor proves. */
  readonly remedy?: RemedyId;
  /** What people have to do themselves before that. */
  beforeRemedy?(ward: Ward): Promise<void>;
  readonly inSubset?: boolean;
  /** @returns how to undo it, where that leaves nothing behind. */
  happen(ward: Ward): Promise<Undo | undefined> | Undo | undefined;
}

const PLAY_MS = 20_000;
const HELPER_SCRIPT = fileURLToPath(new URL('../../../../out/helper/helper.js', import.meta.url));

export const injections: readonly Injection[] = [
  {
    title: 'disk is full',
    scene: 'direct',
    expected: ['doctor.disk-full'],
    inSubset: true,
    prepare: ({ alice }) => shell(alice.host, `mount -t tmpfs -o size=80m,mode=700 tmpfs ${alice.dataDir}`),
    async happen({ alice: { host, dataDir } }) {
      await shell(host, `dd if=/dev/zero of=${dataDir}/filler bs=1M count=60 2>/dev/null`);
      return () => shell(host, `rm ${dataDir}/filler`);
    },
  },
  {
    title: 'router leaves pings unanswered',
    scene: 'direct',
    expected: ['doctor.icmp-filtered'],
    happen: ({ aliceHome: { routers } }) =>
      filter(routers[0] ?? '', 'input', 'iifname "lan" meta l4proto icmp drop'),
  },
  {
    title: 'server’s clock is an hour ahead',
    scene: 'direct',
    expected: ['doctor.clock-skew'],
    async happen({ aliceHome: { routers, hosts } }) {
      const [router = ''] = routers;
      const gateway = hosts[0].address.replace(/\d+$/, '1');
      const page = await webPage(router, gateway, 8667, 200, 3600);
      nft(
        router,
        `table ip fake { chain prerouting { type nat hook prerouting priority -110;
          iifname "lan" ip daddr ${SERVER_ADDRESS} tcp dport 8667 redirect; }; }`,
      );
      return () => {
        nft(router, 'delete table ip fake');
        return page();
      };
    },
  },
  {
    title: 'interface of a crash is left',
    scene: 'direct',
    expected: ['doctor.stale-interface'],
    remedy: 'remove-stale-interface',
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
    title: 'WireGuard’s port is taken by a program',
    scene: 'direct',
    expected: ['tunnel.port-taken'],
    remedy: 'choose-free-port',
    inSubset: true,
    async happen({ alice }) {
      await alice.host.tool('udp-echo', [51_999]).json((line) => line.ready === true);
      const changed = await (await alice.api()).updateSettings({ wireguardPort: 51_999 });
      if (!changed.ok) throw new Error(changed.fault.code);
      return undefined;
    },
  },
  {
    title: 'large packets vanish on the way',
    scene: 'direct',
    expected: ['doctor.mtu'],
    remedy: 'lower-mtu',
    happen({ aliceHome: { routers } }) {
      filter(routers[0] ?? '', 'forward', 'meta l4proto udp ip length > 1300 drop');
      return undefined;
    },
  },
  {
    title: 'tunnel has another key',
    scene: 'direct',
    expected: ['doctor.key-mismatch'],
    remedy: 'restart-tunnel',
    inSubset: true,
    async happen({ alice: { host, interfaceName } }) {
      const { privateKey } = createKeys();
      await shell(host, `echo ${privateKey} | wg set ${interfaceName} private-key /dev/stdin`);
      return undefined;
    },
  },
  {
    title: 'tunnel’s device is gone',
    scene: 'direct',
    expected: ['tunnel.interface-missing'],
    remedy: 'restart-tunnel',
    async happen({ alice: { host, interfaceName } }) {
      await shell(host, `ip link del ${interfaceName}`);
      return undefined;
    },
  },
  {
    // Once would not do: the engine adds a player that is missing within a second.
    title: 'program removes the player from the device',
    scene: 'direct',
    expected: ['doctor.peer-missing'],
    async happen({ alice, bob }) {
      const { stdout } = await bob.host.exec('wg', ['show', bob.interfaceName, 'public-key']);
      const remove = `wg set ${alice.interfaceName} peer ${stdout.trim()} remove`;
      alice.host.spawn('timeout', ['20', 'sh', '-c', `while ${remove}; do sleep 0.02; done`]);
      return undefined;
    },
  },
  {
    title: 'WireGuard’s tools are removed',
    scene: 'direct',
    expected: ['tunnel.wireguard-missing'],
    async happen({ alice: { host } }) {
      await shell(host, 'mount --bind /dev/null /usr/bin/wg');
      return undefined;
    },
  },
  {
    title: 'helper is killed and can’t start',
    scene: 'direct',
    expected: ['helper.unreachable', 'helper.keeps-ending'],
    lastsMs: 4000,
    remedy: 'set-up-tunnel',
    beforeRemedy: ({ alice: { host } }) => shell(host, `umount ${HELPER_SCRIPT}`),
    async happen({ alice: { host } }) {
      await shell(host, `mount --bind /dev/null ${HELPER_SCRIPT}`);
      crash(host, /helper/);
      return undefined;
    },
  },
  {
    title: 'own network has the party’s subnet',
    scene: 'direct',
    expected: ['tunnel.address-conflict'],
    async happen({ alice: { host } }) {
      await shell(host, newInterface('clash', '10.66.5.1/16'));
      return undefined;
    },
  },
  {
    title: 'other VPN routes the party’s subnet',
    scene: 'direct',
    expected: ['doctor.foreign-route'],
    async happen({ alice: { host } }) {
      await shell(host, `${newInterface('vpn', '10.8.0.2/24')}; ip route add 10.66.0.0/24 dev vpn0`);
      return undefined;
    },
  },
  {
    title: 'no default route',
    scene: 'direct',
    expected: ['doctor.no-route'],
    async happen({ alice: { host } }) {
      await shell(host, 'ip route del default');
      return undefined;
    },
  },
  {
    title: 'router is dead',
    scene: 'direct',
    expected: ['doctor.gateway-silent'],
    happen({ aliceHome: { routers } }) {
      ip(routers[0] ?? '', ['link set lan down']);
      return undefined;
    },
  },
  {
    title: 'provider’s line is dead',
    scene: 'direct',
    expected: ['doctor.no-internet'],
    inSubset: true,
    happen({ aliceHome: { routers } }) {
      ip(routers[0] ?? '', ['link set wan down']);
      return undefined;
    },
  },
  {
    title: 'name server is dead',
    scene: 'direct',
    expected: ['doctor.dns-dead'],
    async happen({ outside: { nameServer } }) {
      nameServer.kill('SIGKILL');
      await nameServer.exited;
      return undefined;
    },
  },
  {
    title: 'network lets no UDP through',
    scene: 'direct',
    expected: ['doctor.udp-blocked'],
    lastsMs: 10_000,
    happen({ aliceHome: { routers } }) {
      filter(routers[0] ?? '', 'forward', 'udp dport 53 accept; udp sport 53 accept; meta l4proto udp drop');
      return undefined;
    },
  },
  {
    title: 'network wants a sign-in',
    scene: 'direct',
    expected: ['doctor.captive-portal'],
    async happen({ aliceHome: { routers, hosts } }) {
      const [router = ''] = routers;
      await webPage(router, hosts[0].address.replace(/\d+$/, '1'), 8080, 302, 0);
      filter(router, 'forward', `ip daddr != ${NAME_SERVER} ip saddr != ${NAME_SERVER} drop`);
      nft(
        router,
        `table ip portal { chain prerouting { type nat hook prerouting priority -110;
          iifname "lan" tcp dport 80 redirect to :8080; }; }`,
      );
      return undefined;
    },
  },
  {
    title: 'control server is down',
    scene: 'direct',
    expected: ['control.unreachable'],
    remedy: 'reconnect-control',
    beforeRemedy: ({ servers }) => servers.control.start(),
    async happen({ servers }) {
      await servers.control.kill();
      return undefined;
    },
  },
  ...(['direct', 'relayed'] as const).map(
    (scene): Injection => ({
      title: `relay is down, path ${scene}`,
      scene,
      expected: ['relay.unreachable'],
      lastsMs: 6000,
      async happen({ servers }) {
        for (const relay of servers.relays.values()) await relay.kill();
        return undefined;
      },
    }),
  ),
  {
    title: 'both routers change ports',
    scene: 'symmetric',
    expected: ['doctor.both-symmetric'],
    happen: () => undefined,
  },
  {
    title: 'player’s firewall drops the echo',
    scene: 'direct',
    expected: ['doctor.echo-filtered'],
    lastsMs: 5000,
    happen({ bob: { host, interfaceName } }) {
      filter(host.namespace, 'input', `iifname "${interfaceName}" udp dport 8668 drop`);
      return undefined;
    },
  },
  {
    title: 'player’s firewall drops everything',
    scene: 'direct',
    expected: ['doctor.peer-silent'],
    lastsMs: 5000,
    happen({ bob: { host, interfaceName } }) {
      filter(host.namespace, 'input', `iifname "${interfaceName}" drop`);
      return undefined;
    },
  },
  {
    title: 'player’s computer sleeps',
    scene: 'direct',
    expected: ['doctor.peer-silent', 'peer.away'],
    lastsMs: 8000,
    happen({ bob: { host } }) {
      for (const pid of host.processes()) process.kill(pid, 'SIGSTOP');
      return undefined;
    },
  },
  {
    title: 'player closed LANrage',
    scene: 'direct',
    expected: ['peer.away'],
    async happen({ bob }) {
      await bob.done('down');
      return undefined;
    },
  },
  {
    title: 'packets are lost here and there',
    scene: 'direct',
    expected: ['doctor.loss'],
    lastsMs: PLAY_MS,
    async happen(ward) {
      await ward.beginGame();
      await ward.badUplink(ward.aliceHome, { lossRatio: 0.06 });
      return undefined;
    },
  },
  {
    title: 'packets are lost at the player’s side',
    scene: 'direct',
    expected: ['doctor.loss'],
    lastsMs: PLAY_MS,
    async happen(ward) {
      await ward.beginGame();
      if (ward.bobHome !== null) await ward.badUplink(ward.bobHome, { lossRatio: 0.06 });
      return undefined;
    },
  },
  {
    title: 'player’s Wi-Fi breaks off again and again',
    scene: 'direct',
    expected: ['doctor.loss-bursts'],
    lastsMs: PLAY_MS,
    async happen(ward) {
      await ward.beginGame();
      if (ward.bobHome !== null) await ward.badUplink(ward.bobHome, { gapMs: 500, gapEveryMs: 3000 });
      return undefined;
    },
  },
  {
    title: 'packets are lost in the own home',
    scene: 'direct',
    expected: ['doctor.home-loss'],
    lastsMs: PLAY_MS,
    async happen(ward) {
      await ward.badLan({ lossRatio: 0.08 });
      return undefined;
    },
  },
  {
    title: 'delay jumps',
    scene: 'direct',
    expected: ['doctor.jitter'],
    lastsMs: 5000,
    async happen(ward) {
      await ward.badUplink(ward.aliceHome, { jitterMs: 150 });
      return undefined;
    },
  },
  {
    title: 'long way, direct',
    scene: 'direct',
    expected: ['doctor.latency-direct'],
    lastsMs: 5000,
    async happen(ward) {
      await ward.badUplink(ward.aliceHome, { delayMs: 120 });
      return undefined;
    },
  },
  {
    title: 'relay is far away',
    scene: 'relayed',
    expected: ['doctor.latency-relayed'],
    lastsMs: 5000,
    async happen(ward) {
      await ward.badServerLine({ delayMs: 60 });
      return undefined;
    },
  },
  {
    title: 'computer is busy',
    scene: 'direct',
    expected: ['doctor.busy-computer'],
    async happen({ alice: { host } }) {
      await host.tool('../doctor/tools/burn', [12, 4]).json((line) => line.ready === true);
      return undefined;
    },
  },
];

let filters = 0;

/** Adds a rule that comes before the router's own. @returns its undo. */
function filter(namespace: string, hook: 'input' | 'forward', rule: string): Undo {
  const table = `ip bad${filters++}`;
  nft(namespace, `table ${table} { chain dropping { type filter hook ${hook} priority -10; ${rule}; }; }`);
  return () => nft(namespace, `delete table ${table}`);
}

function newInterface(name: string, address: string): string {
  return `ip link add ${name}0 type veth peer name ${name}1; ip addr add ${address} dev ${name}0;
    ip link set ${name}0 up; ip link set ${name}1 up`;
}

/** A page that a router itself answers. @returns its undo. */
async function webPage(
  router: string,
  address: string,
  port: number,
  status: number,
  seconds: number,
): Promise<Undo> {
  const page = new LabHost('router', router, address).tool('../doctor/tools/web-page', [
    address,
    port,
    status,
    seconds,
  ]);
  await page.json((line) => line.ready === true);
  return () => page.kill('SIGKILL');
}
