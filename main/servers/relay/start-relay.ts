/** The relay with its sockets: one UDP socket for each endpoint, and a core that decides. */
import { randomBytes } from 'node:crypto';
import { type Endpoint, formatEndpoint } from '../../../shared/address.ts';
import { Listeners } from '../../../shared/listeners.ts';
import { invariant, ok, type Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { isTunnel } from './client.ts';
import { type Forwarder, userSpaceOnly } from './kernel/forwarder.ts';
import { openForwarder } from './kernel/open-forwarder.ts';
import type { Listener } from './kernel/table.ts';
import type { ObservedListener } from './observed-listener.ts';
import { type OpenSocket, openSockets } from './open-sockets.ts';
import { bothForwarders } from './processes/both-forwarders.ts';
import { processStarter } from './processes/fork-process.ts';
import { ProcessPool } from './processes/process-pool.ts';
import { type Outgoing, RelayCore } from './relay-core.ts';
import { defaultLimits, type RelayLimits } from './relay-limits.ts';
import type { RelayStats } from './relay-stats.ts';
import { StunSite } from './stun-site.ts';
import { defaultTunnelLimits, type TunnelLimits } from './tcp/tunnel-limits.ts';
import { Tunnels } from './tcp/tunnels.ts';
import { type BindBatchSocket, loadBatchSockets } from './udp/batch-socket.ts';
import { bindSocket } from './udp/bind-socket.ts';
import type { BindFault } from './udp/relay-socket.ts';

export interface RelayOptions {
  /** IP literals; port 0 lets the system choose. A wildcard answers from whatever address the system picks. */
  readonly listen: readonly Endpoint[];
  /** The system's own when absent. */
  readonly bind?: typeof bindSocket;
  /** 32 bytes, standard base64. */
  readonly privateKey: string;
  /** A second identity at other endpoints, with a key like the first; one that is not required may be missing. */
  readonly probe?: {
    readonly listen: readonly Endpoint[];
    readonly privateKey: string;
    readonly required: boolean;
  };
  /** Addresses that clients know this machine by, if they are bound as they are: RFC 5780 needs two of them. */
  readonly publicAddresses?: readonly string[];
  /** Forwards in the kernel where this machine lets it; in user space when absent. */
  readonly kernel?: boolean;
  /** Takes and sends many datagrams with one call where this machine lets it (IPv4, Linux); see udp/batch-socket.ts. */
  readonly batches?: boolean;
  /** Further processes that forward in user space beside this one; only where SO_REUSEPORT is (Linux). */
  readonly processes?: ProcessOptions;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: (length: number) => Uint8Array;
  readonly limits?: Partial<RelayLimits>;
  readonly tunnelLimits?: Partial<TunnelLimits>;
}

export interface ProcessOptions {
  /** Beside the first. */
  readonly count: number;
  /** The file of relay-worker.ts, or what it was built into. */
  readonly entry: string;
}

/** A relay that is bound. It serves nobody until keys are admitted. */
export interface RunningRelay {
  /** Standard base64. */
  readonly publicKey: string;
  /** As bound, in the order asked, with real ports. */
  readonly endpoints: readonly Endpoint[];
  /** null: without a probe. */
  readonly probe: { readonly publicKey: string; readonly endpoints: readonly Endpoint[] } | null;
  /** Replaces the keys (standard base64) that a party admits; an empty list removes the party. */
  admit(party: string, keys: readonly string[]): void;
  /** Drops what passes between two keys that share a party, both ways, for `ms`, at most a second. */
  hold(keyA: string, keyB: string, ms: number): void;
  /**
   * Tells from where an admitted key is seen: by the relay when that changes, by the probe at every handshake. It may
   * be the same as before, and until a packet proves it only the key is certain.
   */
  onObserved(listener: ObservedListener): () => void;
  stats(): RelayStats;
  /** Takes WebSockets that carry datagrams, from whatever listener. */
  readonly tunnels: Pick<Tunnels, 'upgrade' | 'stats'>;
  close(): Promise<void>;
}

/** How long lapsed state may stay in memory; what has lapsed is never used, swept or not. */
const SWEEP_MS = 10_000;

/**
 * Binds all endpoints, or none; see also `probe.required`.
 * @fault serve.port-taken - another socket has the port.
 * @fault serve.address-unavailable - the address is not this machine's, or binding it is not allowed.
 */
export async function startRelay(options: RelayOptions): Promise<Result<RunningRelay, BindFault>> {
  const { clock, log, bind = bindSocket, probe = null, publicAddresses = [] } = options;
  invariant(options.listen.length > 0, 'a relay listens somewhere');
  const use = options.processes === undefined ? 'own' : 'shared';
  const how = { use, batches: await batchesFor(options) } as const;
  const opened = await openSockets({ listen: options.listen, bind, how, probe, publicAddresses }, log);
  if (!opened.ok) return opened;
  const { all, squares, close: closeSockets } = opened.value;

  const kernel = options.kernel ? await openForwarder(numbered(all), { clock, log }) : null;
  const pool = openPool(options, numbered(all));
  const observed = new Listeners<Parameters<ObservedListener>>();
  const core = new RelayCore({
    privateKey: keyBytes(options.privateKey),
    probePrivateKey: probe === null ? null : keyBytes(probe.privateKey),
    random: options.random ?? randomBytes,
    limits: { ...defaultLimits, ...options.limits },
    stunSite: new StunSite(squares),
    forwarder: forwarderOf(kernel?.forwarder ?? userSpaceOnly('off'), pool),
    onObserved(key, { address, port }, via) {
      const [withoutZone = ''] = address.split('%');
      observed.tell([key, formatEndpoint({ address: withoutZone, port }), via]);
    },
  });
  const receivers = {
    relay: core.receive.bind(core),
    probe: core.receiveAtProbe.bind(core),
    stun: core.receiveStun.bind(core),
  };
  const tunnels = new Tunnels({
    core: {
      receive: (datagram, source) => send(core.receive(datagram, source, clock.now())),
      serves: (source) => core.serves(source),
      lose: (source) => core.lose(source),
    },
    limits: { ...defaultTunnelLimits, ...options.tunnelLimits },
    clock,
    log,
  });
  all.forEach(serve);
  await pool?.start((datagram, source) => send(core.receive(datagram, source, clock.now())));
  let cancelSweep = clock.after(SWEEP_MS, sweep);

  function serve({ socket, use }: OpenSocket, number: number): void {
    socket.listen((datagram, address, port) => {
      send(receivers[use](datagram, { socket: number, address, port }, clock.now()));
    });
  }

  function send(out: Outgoing | null): void {
    if (out === null) return;
    // A WebSocket keeps its bytes until the other end takes them.
    if (isTunnel(out.to)) tunnels.send(Uint8Array.from(out.datagram), out.to);
    else all[out.to.socket]?.socket.send(out.datagram, out.to.address, out.to.port);
  }

  function sweep(): void {
    core.sweep(clock.now());
    cancelSweep = clock.after(SWEEP_MS, sweep);
  }

  const endpointsOf = (use: OpenSocket['use']): Endpoint[] =>
    all.filter((open) => open.use === use).map(({ endpoint }) => endpoint);
  const endpoints = endpointsOf('relay');
  const probeEndpoints = endpointsOf('probe');
  log.info('relay listens', {
    endpoints: endpoints.map(formatEndpoint),
    probe: probeEndpoints.map(formatEndpoint),
  });
  return ok({
    publicKey: toBase64(core.publicKey),
    endpoints,
    probe:
      core.probePublicKey === null || probeEndpoints.length === 0
        ? null
        : { publicKey: toBase64(core.probePublicKey), endpoints: probeEndpoints },
    admit: (party, keys) => core.admit(party, keys),
    hold: (keyA, keyB, ms) => core.hold(keyA, keyB, ms, clock.now()),
    onObserved: (listener) => observed.add((seen) => listener(...seen)),
    stats: () => pool?.addTo(core.stats()) ?? core.stats(),
    tunnels,
    async close() {
      cancelSweep();
      await Promise.all([kernel?.close(), pool?.close()]);
      tunnels.close();
      await closeSockets();
      log.info('relay closed');
    },
  });
}

async function batchesFor({ batches = false, log }: RelayOptions): Promise<BindBatchSocket | null> {
  if (!batches) return null;
  const loaded = await loadBatchSockets();
  if (typeof loaded !== 'string') return loaded;
  log.info('datagrams are taken one by one', { reason: loaded });
  return null;
}

function openPool(
  { processes, batches = false, clock, log }: RelayOptions,
  listeners: readonly Listener[],
): ProcessPool | null {
  if (processes === undefined) return null;
  const { count, entry } = processes;
  return new ProcessPool({ count, start: processStarter(entry), listeners, batches, clock, log });
}

function forwarderOf(kernel: Forwarder, pool: ProcessPool | null): Forwarder {
  return pool === null ? kernel : bothForwarders(kernel, pool.forwarder);
}

/** The relay's own sockets, by number. */
function numbered(all: readonly OpenSocket[]): readonly Listener[] {
  return all.flatMap(({ use, endpoint }, socket) => (use === 'relay' ? [{ socket, endpoint }] : []));
}

function keyBytes(base64: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  invariant(bytes.length === 32, 'a private key has 32 bytes');
  return bytes;
}

function toBase64(key: Uint8Array): string {
  return Buffer.from(key).toString('base64');
}
