/** A real relay behind a real listener for tunnels, on loopback, with a clock that the test moves. */
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { type RunningRelay, startRelay } from '../../../../../main/servers/relay/start-relay.ts';
import { listenForTunnels } from '../../../../../main/servers/relay/tcp/listen-for-tunnels.ts';
import type { TunnelLimits } from '../../../../../main/servers/relay/tcp/tunnel-limits.ts';
import type { TunnelStats } from '../../../../../main/servers/relay/tcp/tunnel-stats.ts';
import { TrustedProxies } from '../../../../../main/servers/trusted-proxies.ts';
import type { Endpoint } from '../../../../../shared/address.ts';
import { recordingLog } from '../../../../mocks/recording-log.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';
import { createInitiator, transportData } from '../../../wireguard/initiator.ts';
import { seededRandom } from '../relay-bench.ts';

const loopback: Endpoint = { address: '127.0.0.1', port: 0 };

export interface TunnelBench {
  readonly relay: RunningRelay;
  readonly clock: FakeClock;
  readonly tcp: Endpoint;
  readonly url: string;
  readonly udp: Endpoint;
  stats(): TunnelStats;
}

export async function startTunnelBench(limits: Partial<TunnelLimits> = {}): Promise<TunnelBench> {
  const clock = new FakeClock();
  const log = recordingLog();
  const privateKey = Buffer.alloc(32, 7).toString('base64');
  const started = await startRelay({ listen: [loopback], privateKey, clock, log, tunnelLimits: limits });
  if (!started.ok) throw new Error(started.fault.code);
  const relay = started.value;
  onTestFinished(() => relay.close());
  const listening = await listenForTunnels(
    { listen: [loopback], publicUrls: [] },
    new TrustedProxies([]),
    (request, socket, head) => relay.tunnels.upgrade(request, socket, head),
    log,
  );
  if (!listening.ok) throw new Error(listening.fault.code);
  onTestFinished(() => listening.value.close());
  const { endpoints, urls } = listening.value;
  const [tcp = loopback] = endpoints;
  const [udp = loopback] = relay.endpoints;
  return { relay, clock, tcp, url: urls[0] ?? '', udp, stats: () => relay.tunnels.stats() };
}

/** A tunnel's client: what it received, and how it was closed. */
export class TunnelClient {
  readonly socket: WebSocket;
  readonly received: Buffer[] = [];
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data) => this.received.push(data as Buffer));
    this.closed = new Promise((resolve) => socket.on('close', resolve));
    onTestFinished(() => socket.terminate());
  }

  /** @returns the client, or the HTTP status with which it was refused. */
  static async open(url: string, options: ClientOptions = {}): Promise<TunnelClient | number> {
    const socket = new WebSocket(url, options);
    const refused = new Promise<number>((resolve) =>
      socket.on('unexpected-response', (request, response) => {
        request.destroy();
        resolve(response.statusCode ?? 0);
      }),
    );
    const client = new TunnelClient(socket);
    return Promise.race([refused, once(socket, 'open').then(() => client)]);
  }

  static async must(url: string): Promise<TunnelClient> {
    const client = await TunnelClient.open(url);
    if (typeof client === 'number') throw new Error(`refused with ${client}`);
    return client;
  }

  send(datagram: Uint8Array): void {
    this.socket.send(datagram, { binary: true });
  }

  /** The next datagram that has not been taken yet. */
  async next(): Promise<Buffer> {
    for (;;) {
      const first = this.received.shift();
      if (first !== undefined) return first;
      await once(this.socket, 'message');
    }
  }
}

/** A device whose WireGuard speaks to the relay, by whatever carries its datagrams. */
export function makeDevice(relay: RunningRelay, seed: number) {
  const privateKey = seededRandom(seed)(32);
  const initiator = createInitiator(privateKey, new Uint8Array(Buffer.from(relay.publicKey, 'base64')));
  let time = 0;
  return {
    privateKey,
    key: initiator.key,
    publicKey: initiator.publicKey,
    /** Shakes hands and proves it. */
    async register(to: { send(datagram: Uint8Array): void; next(): Promise<Buffer> }): Promise<void> {
      const initiation = initiator.initiate({ index: seed, time: ++time });
      to.send(initiation.datagram);
      to.send(transportData(initiator.finish(initiation, await to.next()), 0));
    },
    /** An initiation for another device. */
    greet(publicKey: Uint8Array): Uint8Array {
      return createInitiator(privateKey, publicKey).initiate({ index: seed + 1000, time: ++time }).datagram;
    },
  };
}
