/**
 * What the data plane costs, as ratios of figures of the same run on the same machines and NATs: LANrage's direct path
 * against WireGuard set up by hand; relays in the kernel and in user space against the direct path; and the processor
 * time of relays for each datagram against a TURN server's under the same load.
 */
import { must, run } from '../lab/kit/command.ts';
import { type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from '../lab/kit/internet.ts';
import { inNamespace, ip } from '../lab/kit/namespace.ts';
import type { LabProcess } from '../lab/kit/process.ts';
import {
  createKeys,
  figures,
  type Player,
  RelayedPlayers,
  removePeer,
  setPeer,
  tunnelPings,
} from '../lab/kit/relayed-players.ts';
import type { RelayAloneOptions } from '../lab/relay-alone.ts';
import { startDirectEngines } from './direct-engines.ts';
import type { Samples, Targets } from './figures.ts';
import { costOf, type Loaded, startCoturn } from './relay-cost.ts';
import { roundTripP95, serveThroughput, throughput } from './tunnel-speed.ts';

export const dataTargets: Targets = {
  lanrageToHandmadePercent: { atLeast: 98 },
  lanrageAddsP95Ms: { atMost: 0.1 },
  kernelToDirectPercent: { atLeast: 85 },
  kernelToCoturnPercent: { atMost: 100 },
  userSpaceToCoturnPercent: { atMost: 100 },
};

/** Apart from the ports that LANrage's own servers have here. */
const [KERNEL_PORT, USER_SPACE_PORT, PROCESSES_PORT] = [3600, 3601, 3602];
const WARM_UP_PINGS = 10;

interface Relay extends Loaded {
  readonly process: LabProcess;
  readonly publicKey: string;
}

/** Throughputs in Mbit/s, round trips in ms, processor times in microseconds a datagram that arrived. */
export async function measureData(internet: Internet, runs: number): Promise<Samples> {
  must(...inNamespace(internet.server.namespace, 'sysctl', ['-qw', 'net.ipv4.ip_forward=1']));
  const lan = new RelayedPlayers(internet);
  const [a, b] = [await lan.join('full-cone'), await lan.join('full-cone')];
  serveThroughput(b.host);
  const engines = await startDirectEngines(internet, a.host, b.host);
  takeMtu(a, engines.interfaces[0]);
  takeMtu(b, engines.interfaces[1]);

  const machine = internet.open();
  const relays = await startRelays(lan, [a, b]);
  const coturn = await startCoturn(internet.server);
  const samples: Record<string, number[]> = {};
  for (let run = 0; run < runs; run++) {
    await engines.check();
    const lanrageMbit = await throughput(a.host, engines.address);
    const directMbit = await sessionThroughput(a, b, null);
    // At the same time, so that what else this machine does meets both.
    const [lanrageP95Ms, handmadeP95Ms] = await Promise.all([
      roundTripP95(a.host, engines.address),
      roundTripP95(a.host, b.tunnelAddress),
    ]);
    await engines.check();
    const kernelMbit = await sessionThroughput(a, b, relays.kernel);
    const userSpaceMbit = await sessionThroughput(a, b, relays.userSpace);
    const micros = {
      kernel: await costOf(machine, relays.kernel),
      userSpace: await costOf(machine, relays.userSpace),
      twoProcesses: await costOf(machine, relays.twoProcesses),
      coturn: await costOf(machine, coturn),
    };
    const figuresOfRun = {
      lanrageMbit,
      handmadeMbit: directMbit,
      lanrageToHandmadePercent: (lanrageMbit / directMbit) * 100,
      lanrageP95Ms,
      handmadeP95Ms,
      lanrageAddsP95Ms: lanrageP95Ms - handmadeP95Ms,
      kernelMbit,
      userSpaceMbit,
      kernelToDirectPercent: (kernelMbit / directMbit) * 100,
      userSpaceToDirectPercent: (userSpaceMbit / directMbit) * 100,
      kernelMicrosADatagram: micros.kernel,
      userSpaceMicrosADatagram: micros.userSpace,
      twoProcessesMicrosADatagram: micros.twoProcesses,
      coturnMicrosADatagram: micros.coturn,
      kernelToCoturnPercent: (micros.kernel / micros.coturn) * 100,
      userSpaceToCoturnPercent: (micros.userSpace / micros.coturn) * 100,
      twoProcessesToCoturnPercent: (micros.twoProcesses / micros.coturn) * 100,
    };
    for (const [name, value] of Object.entries(figuresOfRun)) {
      samples[name] = [...(samples[name] ?? []), value];
    }
  }
  const { kernel: forwarded } = await figures(relays.kernel.process, (stats) => stats.kernel.packets > 0);
  if (forwarded.mode !== 'kernel') throw new Error(`the kernel did not forward: ${forwarded.obstacle}`);
  return samples;
}

/** Relays that the two players, and two clients without WireGuard, are admitted to. */
async function startRelays(lan: RelayedPlayers, players: readonly Player[]) {
  const clients = [createKeys(), createKeys()] as const;
  const admit = [...players, ...clients].map(({ publicKey }) => publicKey);
  const start = async (
    address: string,
    port: number,
    how: Pick<RelayAloneOptions, 'kernel' | 'processes'>,
  ): Promise<Relay> => {
    const { privateKey, publicKey } = createKeys();
    const server = { address, port };
    const process = await lan.startRelay([], { listen: [server], privateKey, admit, batches: true, ...how });
    for (const player of players) await setPeer(player, publicKey, `${address}:${port}`);
    const { processes } = await figures(process, (stats) => stats.clients === players.length);
    const pids = [process.pid, ...processes.map(({ pid }) => pid)];
    return { process, publicKey, pids, server, relay: { publicKey, clients } };
  };
  return {
    kernel: await start(SERVER_ADDRESS, KERNEL_PORT, { kernel: true }),
    userSpace: await start(SECOND_SERVER_ADDRESS, USER_SPACE_PORT, {}),
    twoProcesses: await start(SECOND_SERVER_ADDRESS, PROCESSES_PORT, { processes: 1 }),
  };
}

/** Throughput of a new session of the players' own WireGuard, through a relay or (null) directly. */
async function sessionThroughput(a: Player, b: Player, relay: Relay | null): Promise<number> {
  const endpointOf = (player: Player) =>
    relay === null
      ? `${player.publicAddress}:${player.listenPort}`
      : `${relay.server.address}:${relay.server.port}`;
  for (const [at, peer, keepalive] of [
    [b, a, 0],
    [a, b, 25],
  ] as const) {
    await removePeer(at, peer.publicKey);
    const allowedIps = `${peer.tunnelAddress}/32`;
    await setPeer(at, peer.publicKey, endpointOf(peer), { allowedIps, keepalive });
  }
  if ((await tunnelPings(a, b, WARM_UP_PINGS, 0.1)) < WARM_UP_PINGS / 2)
    throw new Error('the tunnel is down');
  return throughput(a.host, b.tunnelAddress);
}

/** Gives the player's own WireGuard the MTU of another interface, so that both carry packets of the same size. */
function takeMtu({ host: { namespace }, interfaceName: own }: Player, other: string): void {
  const { stdout } = run(...inNamespace(namespace, 'ip', ['-j', 'link', 'show', other]));
  const [{ mtu }] = JSON.parse(stdout) as [{ mtu: number }];
  ip(namespace, [`link set ${own} mtu ${mtu}`]);
}
