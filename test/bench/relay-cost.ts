/** What a relay's processes work for each datagram, and a TURN server's under the same load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Endpoint } from '../../shared/address.ts';
import type { KeyPair } from '../lab/kit/bare-client.ts';
import type { LabHost } from '../lab/kit/host.ts';
import { SERVER_ADDRESS } from '../lab/kit/internet.ts';
import type { LabProcess } from '../lab/kit/process.ts';
import { processorSeconds } from './processor-time.ts';
import type { RelayLoadOptions } from './relay-load.ts';

const TURN: Endpoint = { address: SERVER_ADDRESS, port: 3500 };
const TURN_START_MS = 1_000;
/** A hundred lively game sessions; far from what any of the servers can bear, so nobody drops. */
const LOAD = { perSecond: 6_000, durationMs: 4_000, sizeBytes: 400 };

/** A server under load: a relay that admits two clients, or (relay null) a TURN server. */
export interface Loaded {
  readonly pids: readonly number[];
  readonly server: Endpoint;
  readonly relay: { readonly publicKey: string; readonly clients: readonly [KeyPair, KeyPair] } | null;
}

/** Processor time of all its processes for each datagram of a load that arrived, in microseconds. */
export async function costOf(from: LabHost, { pids, server, relay }: Loaded): Promise<number> {
  const load = startLoad(from, { server, relay });
  await load.json((line) => line.ready === true);
  const spentSoFar = () => pids.reduce((sum, pid) => sum + processorSeconds(pid), 0);
  const before = spentSoFar();
  const { received } = await load.json<{ received: number }>((line) => 'received' in line);
  const spent = spentSoFar() - before;
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
export async function startCoturn(host: LabHost): Promise<Loaded> {
  const quiet = ['-n', '--no-cli', '--no-tls', '--no-dtls', '--log-file', 'stdout', '--pidfile', '/dev/null'];
  const listen = ['--listening-ip', TURN.address, '--listening-port', String(TURN.port)];
  const relayed = ['--relay-ip', TURN.address, '--relay-threads', '1', '--userdb', ':memory:'];
  const { pid } = host.spawn('turnserver', [...quiet, '--no-auth', ...listen, ...relayed]);
  await sleep(TURN_START_MS);
  return { pids: [pid], server: TURN, relay: null };
}
