/** Keeps one relay in reach: over UDP while that works, through a TCP tunnel while it does not. */
import { resolveTunnelUrl } from '../../../../../shared/control/tunnel-url.ts';
import type { Clock } from '../../../../base/clock.ts';
import type { ProxySettings } from '../../../../base/knobs.ts';
import type { Log } from '../../../../base/log/log.ts';
import { bareHost } from '../../../../base/proxy.ts';
import { askStun } from '../../../nat/ask-stun.ts';
import { TcpPipe } from '../../run/tcp-pipe.ts';
import { UdpWatch } from './udp-watch.ts';

/** What the fallback steers: the relay as a WireGuard peer. */
export interface ReroutablePeer {
  /** The relay's UDP endpoint. */
  readonly endpoint: string;
  readonly reached: boolean;
  /** Speaks through a pipe from now on. */
  goThrough(endpoint: string): void;
  /** Shakes hands over UDP; members stay on the pipe. */
  tryUdp(): void;
  /** Members leave the pipe too. */
  goOverUdp(): void;
  startOver(): void;
}

export interface TcpFallbackOptions {
  readonly peer: ReroutablePeer;
  /** `ws://` or `wss://` URLs, best first; none: there is nothing to fall back to. */
  readonly urls: readonly string[];
  readonly proxies: ProxySettings;
  readonly clock: Clock;
  readonly log: Log;
  /** The relay is reached through the tunnel, after it wasn't. */
  onTcp(): void;
  /** The peer has to shake hands somewhere else now. */
  onRerouted(): void;
}

/** A relay on the same continent answers within a tenth of it. */
const HINT_BUDGET_MS = 1500;
/** Members are moved off the pipe within a second; what is still on its way may arrive. */
const LINGER_MS = 5000;

export class TcpFallback {
  readonly #options: TcpFallbackOptions;
  readonly #watch: UdpWatch;
  #pipe: TcpPipe | null = null;
  #wasReached = false;
  #told = false;
  #closed = false;

  constructor(options: TcpFallbackOptions) {
    this.#options = options;
    this.#watch = new UdpWatch({ hasTunnel: options.urls.length > 0, nowMs: options.clock.now() });
  }

  /** To be called often. @param mayLeaveUdp - see {@link UdpWatch.tick}. */
  tick(nowMs: number, mayLeaveUdp: boolean): void {
    const { peer, onRerouted } = this.#options;
    if (peer.reached) this.#watch.answered();
    else if (this.#wasReached) this.#watch.restarted(nowMs);
    this.#wasReached = peer.reached;
    this.#tell();
    switch (this.#watch.tick(nowMs, mayLeaveUdp)) {
      case null:
        return;
      case 'use-tcp':
        void this.#changeToPipe();
        return;
      case 'try-udp':
        peer.tryUdp();
        onRerouted();
        return;
      case 'use-udp':
        peer.goOverUdp();
        onRerouted();
        this.#dropPipe();
        return;
      case 'ask-hint':
        void this.#askHint();
    }
  }

  /** What was blocked may be open now. */
  networkChanged(): void {
    this.#watch.networkChanged(this.#options.clock.now());
  }

  /** The WireGuard device was made anew and may have another port. */
  startOver(): void {
    this.#pipe?.forgetSource();
  }

  close(): void {
    this.#closed = true;
    this.#pipe?.close();
  }

  async #changeToPipe(): Promise<void> {
    const { peer, urls, proxies, clock, log, onRerouted } = this.#options;
    if (this.#pipe === null) {
      const opened = await TcpPipe.open({ urls, proxies, clock, log });
      if (!opened.ok || peer.reached || this.#closed) {
        if (opened.ok) opened.value.close();
        this.#watch.refused(clock.now());
        return;
      }
      this.#pipe = opened.value;
      opened.value.onState((state) => {
        if (state !== 'up' || this.#watch.state !== 'tcp') return;
        peer.startOver();
        onRerouted();
      });
    }
    this.#wasReached = false;
    this.#watch.restarted(clock.now());
    peer.goThrough(this.#pipe.endpoint);
    onRerouted();
  }

  #tell(): void {
    if (this.#told || this.#watch.state !== 'tcp' || !this.#options.peer.reached) return;
    this.#told = true;
    this.#options.onTcp();
  }

  #dropPipe(): void {
    this.#told = false;
    const pipe = this.#pipe;
    this.#pipe = null;
    if (pipe !== null) this.#options.clock.after(LINGER_MS, () => pipe.close());
  }

  async #askHint(): Promise<void> {
    const { peer, clock } = this.#options;
    // From another socket than WireGuard's.
    const tookMs = await askStun(peer.endpoint, clock, HINT_BUDGET_MS);
    this.#watch.hinted(tookMs !== null, clock.now());
  }
}

/**
 * The URLs of a relay's tunnel, those at the server as it was reached first.
 * @param tcp - as the relay gives them. @param servers - URLs of the control server. @param serverAddress - as reached.
 */
export function tunnelUrls(
  tcp: readonly string[],
  servers: readonly string[],
  serverAddress: string,
): readonly string[] {
  const all = tcp.flatMap((text) => servers.flatMap((server) => resolveTunnelUrl(text, server) ?? []));
  const unique = [...new Set(all)];
  const isReached = (url: string): boolean => bareHost(new URL(url)) === serverAddress;
  return [...unique.filter(isReached), ...unique.filter((url) => !isReached(url))];
}
