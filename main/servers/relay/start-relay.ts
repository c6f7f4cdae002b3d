/** The relay with its sockets: one UDP socket for each listen endpoint, and a core that decides. */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { type Endpoint, formatEndpoint, isIpv6 } from '../../../shared/address.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, invariant, ok, type Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { isTunnel } from './client.ts';
import { type Outgoing, RelayCore } from './relay-core.ts';
import { defaultLimits, type RelayLimits } from './relay-limits.ts';
import type { RelayStats } from './relay-stats.ts';
import { defaultTunnelLimits, type TunnelLimits } from './tcp/tunnel-limits.ts';
import { Tunnels } from './tcp/tunnels.ts';

export interface RelayOptions {
  /** IP literals; port 0 lets the system choose. A wildcard answers from whatever address the system picks. */
  readonly listen: readonly Endpoint[];
  /** 32 bytes, standard base64. */
  readonly privateKey: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: (length: number) => Uint8Array;
  readonly limits?: Partial<RelayLimits>;
  readonly tunnelLimits?: Partial<TunnelLimits>;
}

/** A relay that is bound. It serves nobody until keys are admitted. */
export interface RunningRelay {
  /** Standard base64. */
  readonly publicKey: string;
  /** As bound, in the order asked, with real ports. */
  readonly endpoints: readonly Endpoint[];
  /** Replaces the keys (standard base64) that a party admits; an empty list removes the party. */
  admit(party: string, keys: readonly string[]): void;
  stats(): RelayStats;
  /** Takes WebSockets that carry datagrams, from whatever listener. */
  readonly tunnels: Pick<Tunnels, 'upgrade' | 'stats'>;
  close(): Promise<void>;
}

type BindFault = 'serve.port-taken' | 'serve.address-unavailable';

/** How long lapsed state may stay in memory; what has lapsed is never used, swept or not. */
const SWEEP_MS = 10_000;
/** A burst of 50 players at 1,000 packets a second for 50 ms; the system may grant less. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;

/**
 * Binds all endpoints, or none.
 * @fault serve.port-taken - another socket has the port.
 * @fault serve.address-unavailable - the address is not this machine's, or binding it is not allowed.
 */
export async function startRelay(options: RelayOptions): Promise<Result<RunningRelay, BindFault>> {
  const { clock, log } = options;
  invariant(options.listen.length > 0, 'a relay listens somewhere');
  const privateKey = new Uint8Array(Buffer.from(options.privateKey, 'base64'));
  invariant(privateKey.length === 32, 'a private key has 32 bytes');

  const sockets: Socket[] = [];
  const closeAll = async (): Promise<void> => {
    await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.close(() => done()))));
  };
  for (const endpoint of options.listen) {
    const bound = await bind(endpoint, log);
    if (!bound.ok) {
      await closeAll();
      return bound;
    }
    sockets.push(bound.value);
  }

  const core = new RelayCore({
    privateKey,
    random: options.random ?? randomBytes,
    limits: { ...defaultLimits, ...options.limits },
  });
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
  sockets.forEach((socket, number) => {
    serve(socket, number);
  });
  let cancelSweep = clock.after(SWEEP_MS, sweep);

  function serve(socket: Socket, number: number): void {
    socket.on('message', (datagram, { address, port }) => {
      send(core.receive(datagram, { socket: number, address, port }, clock.now()));
    });
  }

  function send(out: Outgoing | null): void {
    if (out === null) return;
    const { datagram, to } = out;
    if (isTunnel(to)) tunnels.send(datagram, to);
    else sockets[to.socket]?.send(datagram, to.port, to.address);
  }

  function sweep(): void {
    core.sweep(clock.now());
    cancelSweep = clock.after(SWEEP_MS, sweep);
  }

  const endpoints = sockets.map((socket) => {
    const { address, port } = socket.address();
    return { address, port };
  });
  log.info('relay listens', { endpoints: endpoints.map(formatEndpoint) });
  return ok({
    publicKey: Buffer.from(core.publicKey).toString('base64'),
    endpoints,
    admit: (party, keys) => core.admit(party, keys),
    stats: () => core.stats(),
    tunnels,
    async close() {
      cancelSweep();
      tunnels.close();
      await closeAll();
      log.info('relay closed');
    },
  });
}

function bind({ address, port }: Endpoint, log: Log): Promise<Result<Socket, BindFault>> {
  const family = isIpv6(address) ? 6 : 4;
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // So that a wildcard of each family can have the same port.
    ipv6Only: family === 6,
    // Destinations are addresses that datagrams came from; the default would put each send off by a tick or more.
    lookup: (hostname, _options, callback) => callback(null, hostname, family),
  });
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(
        error.code === 'EADDRINUSE'
          ? fail(fault('serve.port-taken', { protocol: 'udp', address, port }))
          : fail(fault('serve.address-unavailable', { address })),
      );
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      socket.on('error', (error) => log.warn('relay socket failed', { reason: error.message }));
      enlargeBuffers(socket, log);
      resolve(ok(socket));
    });
  });
}

function enlargeBuffers(socket: Socket, log: Log): void {
  try {
    socket.setRecvBufferSize(SOCKET_BUFFER_BYTES);
    socket.setSendBufferSize(SOCKET_BUFFER_BYTES);
  } catch (error) {
    log.debug('socket buffers stay small', { reason: String(error) });
  }
}
