/**
 * What a relay costs: throughput of WireGuard through it (in the kernel, in user space) against the direct path of the
 * same two machines, and processor time of its process for each datagram against a TURN server's under the same load.
 * Every ratio is of figures of the same run.
 */
import { fileURLToPath } from 'node:url';
import { must } from '../lab/kit/command.ts';
import type { LabHost } from '../lab/kit/host.ts';
import { type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from '../lab/kit/internet.ts';
import { inNamespace } from '../lab/kit/namespace.ts';
import type { LabProcess } from '../lab/kit/process.ts';
import {
  createKeys,
  figures,
  type Player,
  RELAY_PORT,
  RelayedPlayers,
  removePeer,
  setPeer,
  tunnelPings,
} from '../lab/kit/relayed-players.ts';
import type { Samples, Targets } from './figures.ts';
import { processorSeconds } from './processor-time.ts';
import type { RelayLoadOptions } from './relay-load.ts';

export const relayTargets: Targets = { kernelToDirectPercent: { atLeast: 85 } };

const IPERF_SECONDS = 3;
const WARM_UP_PINGS = 10;
const TURN_PORT = 3500;
/** A hundred lively game sessions; far from what any of the servers can bear, so nobody drops. */
const LOAD = { perSecond: 6_000, durationMs: 4_000, sizeBytes: 400 };

interface Relay {
  readonly process: LabProcess;
  readonly address: string;
  readonly publicKey: string;
}

/** Throughputs in Mbit/s; processor times of the server's process in microseconds a datagram that arrived. */
export async function measureRelay(internet: Internet, runs: number): Promise<Samples> {
  must(...inNamespace(internet.server.namespace, 'sysctl', ['-qw', 'net.ipv4.ip_forward=1']));
  const lan = new RelayedPlayers(internet);
  const [a, b] = [await lan.join('full-cone'), await lan.join('full-cone')];
  const clients = [createKeys(), createKeys()] as const;
  const admit = [a, b, ...clients].map(({ publicKey }) => publicKey);
  const startRelay = async (address: string, kernel: boolean): Promise<Relay> => {
    const { privateKey, publicKey } = createKeys();
    const listen = [{ address, port: RELAY_PORT }];
    const relay = await lan.startRelay([], { listen, kernel, privateKey, admit });
    for (const player of [a, b]) await setPeer(player, publicKey, `${address}:${RELAY_PORT}`);
    await figures(relay, (stats) => stats.clients === 2);
    return { process: relay, address, publicKey };
  };
  const kernel = await startRelay(SERVER_ADDRESS, true);
  const userSpace = await startRelay(SECOND_SERVER_ADDRESS, false);
  const coturn = startCoturn(internet.server);
  const machine = internet.open();
  b.host.spawn('iperf3', ['-s']);

  const loadOf = (relay: Relay) => {
    const server = { address: relay.address, port: RELAY_PORT };
    return startLoad(machine, { server, relay: { publicKey: relay.publicKey, clients } });
  };
  const samples: Record<string, number[]> = {};
  for (let run = 0; run < runs; run++) {
    const mbit = {
      direct: await throughput(a, b, null),
      kernel: await throughput(a, b, kernel),
      userSpace: await throughput(a, b, userSpace),
    };
    const turnServer = { address: SERVER_ADDRESS, port: TURN_PORT };
    const micros = {
      kernel: await costOf(kernel.process.pid, () => loadOf(kernel)),
      userSpace: await costOf(userSpace.process.pid, () => loadOf(userSpace)),
      coturn: await costOf(coturn.pid, () => startLoad(machine, { server: turnServer, relay: null })),
    };
    const figuresOfRun = {
      directMbit: mbit.direct,
      kernelMbit: mbit.kernel,
      userSpaceMbit: mbit.userSpace,
      kernelToDirectPercent: (mbit.kernel / mbit.direct) * 100,
      userSpaceToDirectPercent: (mbit.userSpace / mbit.direct) * 100,
      kernelMicrosADatagram: micros.kernel,
      userSpaceMicrosADatagram: micros.userSpace,
      coturnMicrosADatagram: micros.coturn,
      kernelToCoturnPercent: (micros.kernel / micros.coturn) * 100,
      userSpaceToCoturnPercent: (micros.userSpace / micros.coturn) * 100,
    };
    for (const [name, value] of Object.entries(figuresOfRun)) {
      samples[name] = [...(samples[name] ?? []), value];
    }
  }
  const { kernel: forwarded } = await figures(kernel.process, (stats) => stats.kernel.packets > 0);
  if (forwarded.mode !== 'kernel') throw new Error(`the kernel did not forward: ${forwarded.obstacle}`);
  return samples;
}

/** Throughput of a new session from `a` to `b`, through a relay or directly, in Mbit/s. */
async function throughput(a: Player, b: Player, relay: Relay | null): Promise<number> {
  const endpointOf = (player: Player) =>
    relay === null ? `${player.publicAddress}:${player.listenPort}` : `${relay.address}:${RELAY_PORT}`;
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
  const args = ['-c', b.tunnelAddress, '-t', String(IPERF_SECONDS), '--json'];
  const { code, stdout, stderr } = await a.host.exec('iperf3', args);
  if (code !== 0) throw new Error(`iperf3 ended with ${code}: ${stdout}${stderr}`);
  const { end } = JSON.parse(stdout) as { end: { sum_received: { bits_per_second: number } } };
  return end.sum_received.bits_per_second / 1e6;
}

/** Processor time of a process for each datagram of a load that arrived, in microseconds. */
async function costOf(pid: number, start: () => LabProcess): Promise<number> {
  const load = start();
  await load.json((line) => line.ready === true);
  const before = processorSeconds(pid);
  const { received } = await load.json<{ received: number }>((line) => 'received' in line);
  const spent = processorSeconds(pid) - before;
  await load.exited;
  if (received === 0) throw new Error(`no datagram arrived: ${load.stderr}`);
  return (spent * 1e6) / received;
}

function startLoad(machine: LabHost, options: Pick<RelayLoadOptions, 'server' | 'relay'>): LabProcess {
  const script = fileURLToPath(new URL('relay-load.ts', import.meta.url));
  const given: RelayLoadOptions = { ...LOAD, ...options, from: machine.address };
  return machine.spawn(process.execPath, [script, JSON.stringify(given)]);
}

/** Debian's TURN server with one thread for clients, no credentials and no files. */
function startCoturn(host: LabHost): LabProcess {
  const quiet = ['-n', '--no-cli', '--no-tls', '--no-dtls', '--log-file', 'stdout', '--pidfile', '/dev/null'];
  const listen = ['--listening-ip', SERVER_ADDRESS, '--listening-port', String(TURN_PORT)];
  const relayed = ['--relay-ip', SERVER_ADDRESS, '--relay-threads', '1', '--userdb', ':memory:'];
  return host.spawn('turnserver', [...quiet, '--no-auth', ...listen, ...relayed]);
}
