/**
 * Datagrams over WebSockets, for those whose network lets no UDP through: a dumb pipe into the same core. One
 * WebSocket is one client, one binary message one datagram; everything else ends the tunnel.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import { householdOf, plainAddress } from '../../household.ts';
import { refuseUpgrade } from '../../refuse-upgrade.ts';
import { FIRST_TUNNEL_SOCKET, type Source } from '../client.ts';
import type { TunnelLimits } from './tunnel-limits.ts';
import { type Ending, type Refusal, TunnelCounters, type TunnelStats } from './tunnel-stats.ts';

/** What tunnels need of the relay's core. */
export interface TunnelCore {
  /** Handles a datagram and sends what is to be sent for it. */
  receive(datagram: Uint8Array, source: Source): void;
  /** Tells whether a client is registered at the source. */
  serves(source: Source): boolean;
  /** The source is gone. */
  lose(source: Source): void;
}

interface Tunnel {
  readonly socket: WebSocket;
  readonly source: Source;
  readonly household: string;
  /** Without a registered client: since when, monotonic ms; null with one. */
  strangerSinceMs: number | null;
  /** Datagrams since then. */
  strangerDatagrams: number;
  heardAtMs: number;
}

/** Time limits are kept to this. */
const SWEEP_MS = 1000;
/** How long the other end may take to agree to a close. */
const CLOSE_PATIENCE_MS = 1000;

const closeCodes: Readonly<Record<Exclude<Ending, 'gone'>, number>> = {
  unregistered: 1008,
  flood: 1008,
  'not-a-datagram': 1003,
  idle: 1001,
  closing: 1001,
};

const statusLines: Readonly<Record<Refusal, string>> = {
  page: '403 Forbidden',
  'too-many': '503 Service Unavailable',
  'too-many-from-address': '429 Too Many Requests',
  'too-many-strangers': '503 Service Unavailable',
  closing: '503 Service Unavailable',
};

export class Tunnels {
  readonly #core: TunnelCore;
  readonly #limits: TunnelLimits;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #handshakes: WebSocketServer;
  readonly #tunnels = new Map<number, Tunnel>();
  readonly #counters = new TunnelCounters();
  #nextSocket = FIRST_TUNNEL_SOCKET;
  #closed = false;
  #cancelSweep: () => void;

  constructor(options: { core: TunnelCore; limits: TunnelLimits; clock: Clock; log: Log }) {
    this.#core = options.core;
    this.#limits = options.limits;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#handshakes = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: options.limits.datagramBytes,
      // Sealed datagrams don't shrink; a compressed one could also unpack to far more than it weighs.
      perMessageDeflate: false,
    });
    this.#cancelSweep = this.#clock.after(SWEEP_MS, () => this.#sweep());
  }

  stats(): TunnelStats {
    return this.#counters.snapshot(this.#tunnels.size, this.#strangers());
  }

  /** Makes an HTTP upgrade a tunnel, or refuses it. @param client - the address that asks, if not the socket's. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, client?: string): void {
    const address = plainAddress(client ?? request.socket.remoteAddress ?? '');
    const port = request.socket.remotePort ?? 0;
    const refusal = this.#refuse(request, householdOf(address));
    if (refusal !== null) {
      this.#counters.refused[refusal]++;
      refuseUpgrade(socket, statusLines[refusal]);
      return;
    }
    this.#handshakes.handleUpgrade(request, socket, head, (webSocket) =>
      this.#open(webSocket, address, port),
    );
  }

  /** Sends a datagram to a client behind a tunnel; drops it where too much waits already, or the tunnel is gone. */
  send(datagram: Uint8Array, to: Source): void {
    const tunnel = this.#tunnels.get(to.socket);
    if (tunnel === undefined) return;
    if (tunnel.socket.bufferedAmount > this.#limits.backlogBytes) {
      this.#counters.droppedFull++;
      return;
    }
    this.#counters.datagramsOut++;
    tunnel.socket.send(datagram, { binary: true });
  }

  /** Ends all tunnels and takes no more. */
  close(): void {
    this.#closed = true;
    this.#cancelSweep();
    for (const tunnel of this.#tunnels.values()) this.#end(tunnel, 'closing');
  }

  #refuse(request: IncomingMessage, household: string): Refusal | null {
    if (this.#closed) return 'closing';
    // No page that a player has open may use up the tunnels of their address.
    if (request.headers.origin !== undefined) return 'page';
    if (this.#tunnels.size >= this.#limits.tunnels) return 'too-many';
    if (this.#countOf(household) >= this.#limits.perAddress) return 'too-many-from-address';
    if (this.#strangers() >= this.#limits.strangers) return 'too-many-strangers';
    return null;
  }

  #countOf(household: string): number {
    return [...this.#tunnels.values()].filter((tunnel) => tunnel.household === household).length;
  }

  #strangers(): number {
    return [...this.#tunnels.values()].filter(({ strangerSinceMs }) => strangerSinceMs !== null).length;
  }

  #open(socket: WebSocket, address: string, port: number): void {
    const nowMs = this.#clock.now();
    const source: Source = { socket: this.#nextSocket++, address, port };
    const tunnel: Tunnel = {
      socket,
      source,
      household: householdOf(address),
      strangerSinceMs: nowMs,
      strangerDatagrams: 0,
      heardAtMs: nowMs,
    };
    this.#tunnels.set(source.socket, tunnel);
    this.#counters.opened++;
    socket.on('message', (data, isBinary) => {
      // `nodebuffer`, the default: one Buffer for each message.
      if (isBinary) this.#hear(tunnel, data as Buffer);
      else this.#end(tunnel, 'not-a-datagram');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#log.debug('tunnel failed', { reason: error.message });
      // The WebSocket layer's own faults: too large, not a frame, too many fragments or pings.
      this.#end(tunnel, error.code?.startsWith('WS_ERR_') ? 'not-a-datagram' : 'gone');
    });
    socket.on('close', () => this.#end(tunnel, 'gone'));
  }

  #hear(tunnel: Tunnel, datagram: Buffer): void {
    // Frames that came in the same packet as the one that ended it.
    if (!this.#tunnels.has(tunnel.source.socket)) return;
    tunnel.heardAtMs = this.#clock.now();
    this.#counters.datagramsIn++;
    this.#core.receive(datagram, tunnel.source);
    if (tunnel.strangerSinceMs === null) return;
    if (this.#core.serves(tunnel.source)) {
      tunnel.strangerSinceMs = null;
    } else if (++tunnel.strangerDatagrams > this.#limits.strangerDatagrams) {
      this.#end(tunnel, 'flood');
    }
  }

  #sweep(): void {
    const nowMs = this.#clock.now();
    for (const tunnel of this.#tunnels.values()) {
      if (this.#core.serves(tunnel.source)) {
        tunnel.strangerSinceMs = null;
      } else if (tunnel.strangerSinceMs === null) {
        tunnel.strangerSinceMs = nowMs;
        tunnel.strangerDatagrams = 0;
      }
      const { strangerSinceMs, heardAtMs } = tunnel;
      if (strangerSinceMs !== null && nowMs - strangerSinceMs >= this.#limits.registerMs) {
        this.#end(tunnel, 'unregistered');
      } else if (nowMs - heardAtMs >= this.#limits.idleMs) {
        this.#end(tunnel, 'idle');
      }
    }
    this.#cancelSweep = this.#clock.after(SWEEP_MS, () => this.#sweep());
  }

  /** Once ended, a tunnel counts no more, whether or not its other end agrees. */
  #end(tunnel: Tunnel, ending: Ending): void {
    if (!this.#tunnels.delete(tunnel.source.socket)) return;
    this.#counters.ended[ending]++;
    this.#core.lose(tunnel.source);
    this.#log.debug('tunnel ended', { address: tunnel.source.address, ending });
    if (ending === 'gone') {
      tunnel.socket.terminate();
      return;
    }
    tunnel.socket.close(closeCodes[ending], ending);
    this.#clock.after(CLOSE_PATIENCE_MS, () => tunnel.socket.terminate());
  }
}
