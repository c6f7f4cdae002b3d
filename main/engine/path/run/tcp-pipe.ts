/**
 * The TCP tunnel's end on this machine: a UDP socket on loopback that WireGuard takes for the relay, and behind it a
 * WebSocket that carries the datagrams.
 */
import { createSocket, type Socket } from 'node:dgram';
import { formatEndpoint } from '../../../../shared/address.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { Listeners } from '../../../../shared/listeners.ts';
import { fail, invariant, ok, type Result } from '../../../../shared/result.ts';
import { messageType } from '../../../../shared/wireguard/messages.ts';
import { CONTROL_BACKOFF, fullJitter } from '../../../base/backoff.ts';
import type { Clock } from '../../../base/clock.ts';
import type { ProxySettings } from '../../../base/environment.ts';
import type { Log } from '../../../base/log/log.ts';
import { noProxies } from '../../../base/proxy.ts';
import type { Pipe } from './pipe.ts';
import { TunnelSocket } from './tunnel-socket.ts';

export interface TcpPipeOptions {
  /** `ws://` or `wss://` URLs of one relay, best first; each try to connect takes the next one. */
  readonly urls: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly proxies?: ProxySettings;
  /** 0 ≤ random < 1, for the backoff. */
  readonly random?: () => number;
}

const LOOPBACK = '127.0.0.1';

export class TcpPipe implements Pipe {
  /** Where WireGuard sends what is for the relay; it stays while connections come and go. */
  readonly endpoint: string;
  readonly #options: TcpPipeOptions;
  readonly #local: Socket;
  readonly #listeners = new Listeners<'up' | 'down'>();
  #tunnel: TunnelSocket | null = null;
  /** WireGuard's own port: nobody else on this machine is listened to. */
  #wireguardPort: number | null = null;
  #state: 'up' | 'down' = 'down';
  #tries = 0;
  #failures = 0;
  #closed = false;
  #cancelRetry = (): void => undefined;

  private constructor(local: Socket, options: TcpPipeOptions) {
    this.#local = local;
    this.#options = options;
    this.endpoint = formatEndpoint(local.address());
    local.on('message', (datagram, from) => this.#fromWireguard(datagram, from.port));
    local.on('error', (error) => options.log.warn('pipe failed', { reason: error.message }));
  }

  /**
   * Opens the pipe once one of the URLs was reached; from then on it connects again by itself until it is closed.
   * @fault relay.unreachable - none of them was; nothing is left open.
   */
  static async open(options: TcpPipeOptions): Promise<Result<TcpPipe, 'relay.unreachable'>> {
    invariant(options.urls.length > 0, 'a pipe leads somewhere');
    const pipe = new TcpPipe(await openLocal(), options);
    for (let i = 0; i < options.urls.length && !pipe.#closed; i++) {
      if (await pipe.#connect()) return ok(pipe);
    }
    pipe.close();
    return fail(fault('relay.unreachable', { endpoint: options.urls.join(', ') }));
  }

  get state(): 'up' | 'down' {
    return this.#state;
  }

  /** Each time it comes up, WireGuard must shake hands with the relay again: to it, this is another place. */
  onState(listener: (state: 'up' | 'down') => void): () => void {
    return this.#listeners.add(listener);
  }

  /** The WireGuard device was made anew and may have another port. */
  forgetSource(): void {
    this.#wireguardPort = null;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelRetry();
    this.#listeners.clear();
    this.#tunnel?.close();
    this.#local.close();
  }

  /** @returns whether it came up. */
  #connect(): Promise<boolean> {
    const { urls, proxies = noProxies, clock, log } = this.#options;
    const url = urls[this.#tries++ % urls.length] ?? '';
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#tunnel = new TunnelSocket(url, proxies, clock, {
      onUp: () => {
        log.info('tunnel to the relay is up', { url });
        this.#failures = 0;
        this.#become('up');
        resolve(true);
      },
      onDatagram: (datagram) => {
        if (this.#wireguardPort !== null) this.#local.send(datagram, this.#wireguardPort, LOOPBACK);
      },
      onDown: (reason) => {
        log.info('tunnel to the relay is down', { url, reason });
        const wasUp = this.#state === 'up';
        this.#become('down');
        // While it has never been up, whoever opens it decides.
        if (wasUp || this.#failures > 0) this.#retryLater();
        resolve(false);
      },
    });
    return promise;
  }

  #retryLater(): void {
    const { clock, random = Math.random } = this.#options;
    const delayMs = fullJitter(this.#failures++, random(), CONTROL_BACKOFF);
    this.#cancelRetry = clock.after(delayMs, () => void this.#connect());
  }

  #become(state: 'up' | 'down'): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#listeners.tell(state);
  }

  #fromWireguard(datagram: Buffer, port: number): void {
    if (this.#wireguardPort === null && messageType(datagram) !== null) this.#wireguardPort = port;
    if (port === this.#wireguardPort) this.#tunnel?.send(datagram);
  }
}

async function openLocal(): Promise<Socket> {
  const local = createSocket({
    type: 'udp4',
    // The only destination is an address; the default would put each send off by a tick.
    lookup: (hostname, _options, callback) => callback(null, hostname, 4),
  });
  await new Promise<void>((resolve, reject) => {
    local.once('error', reject);
    local.bind({ address: LOOPBACK, port: 0, exclusive: true }, () => {
      local.off('error', reject);
      resolve();
    });
  });
  return local;
}
