/** Keeps one relay in reach: over UDP while that works, through a TCP tunnel while it does not. Free of I/O. */
import { resolveTunnelUrl } from '../../../../../shared/control/tunnel-url.ts';
import { bareHost } from '../../../../../shared/url-host.ts';
import type { RelayEffect } from './relay-effects.ts';
import { UdpWatch } from './udp-watch.ts';

/** What the fallback steers: the relay as a WireGuard peer. */
export interface ReroutablePeer {
  /** The relay's UDP endpoint. */
  readonly endpoint: string;
  readonly reached: boolean;
  readonly transport: 'udp' | 'tcp';
  /** Speaks through a pipe from now on. */
  goThrough(endpoint: string): void;
  /** Shakes hands over UDP; members stay on the pipe. */
  tryUdp(): void;
  /** Members leave the pipe too. */
  goOverUdp(): void;
  startOver(): void;
}

/** How it is with the tunnel, under the number that it was opened with. */
export type PipeEvent =
  /** Its local endpoint, once one of the URLs answered. */
  | { readonly type: 'pipe-opened'; readonly pipe: number; readonly endpoint: string }
  | { readonly type: 'pipe-refused'; readonly pipe: number }
  /** It came up anew after it was down: to the relay, this is another place. */
  | { readonly type: 'pipe-up'; readonly pipe: number }
  | { readonly type: 'hinted'; readonly pipe: number; readonly isAnswered: boolean };

export interface TcpFallbackOptions {
  readonly peer: ReroutablePeer;
  /** `ws://` or `wss://` URLs, best first; none: there is nothing to fall back to. */
  readonly urls: readonly string[];
  /** Gives each tunnel a number of its own. */
  nextPipe(): number;
}

/** Members are moved off the pipe within a second; what is still on its way may arrive. */
const LINGER_MS = 5000;

export class TcpFallback {
  readonly #options: TcpFallbackOptions;
  readonly #watch: UdpWatch;
  /** The tunnel that is open, or being opened. */
  #pipe: number | null = null;
  #endpoint: string | null = null;
  #wasReached = false;
  #told = false;

  constructor(options: TcpFallbackOptions, nowMs: number) {
    this.#options = options;
    this.#watch = new UdpWatch({ hasTunnel: options.urls.length > 0, nowMs });
  }

  /** When time alone changes something next. */
  nextAtMs(nowMs: number): number {
    return this.#watch.nextAtMs(nowMs);
  }

  /** To be called whenever something has changed. @param mayLeaveUdp - see {@link UdpWatch.tick}. */
  tick(nowMs: number, mayLeaveUdp: boolean): RelayEffect[] {
    const { peer } = this.#options;
    if (peer.reached) this.#watch.answered();
    else if (this.#wasReached) this.#watch.restarted(nowMs);
    this.#wasReached = peer.reached;
    return [...this.#tell(), ...this.#step(nowMs, mayLeaveUdp)];
  }

  handle(event: PipeEvent, nowMs: number): RelayEffect[] {
    // One that was given up, or that of another relay, is closed by whoever gave it up.
    if (event.pipe !== this.#pipe) return [];
    switch (event.type) {
      case 'pipe-opened':
        return this.#opened(event.endpoint, nowMs);
      case 'pipe-refused':
        this.#pipe = null;
        this.#watch.refused(nowMs);
        return [];
      case 'pipe-up':
        if (this.#watch.state !== 'tcp' || this.#endpoint === null) return [];
        this.#options.peer.startOver();
        return this.#rerouted();
      case 'hinted':
        this.#watch.hinted(event.isAnswered, nowMs);
        return [];
    }
  }

  /** What was blocked may be open now. */
  networkChanged(nowMs: number): void {
    this.#watch.networkChanged(nowMs);
  }

  /** The WireGuard device was made anew and may have another port. */
  startOver(): RelayEffect[] {
    return this.#pipe === null ? [] : [{ type: 'reset-pipe', pipe: this.#pipe }];
  }

  close(): RelayEffect[] {
    return this.#dropPipe(0);
  }

  #step(nowMs: number, mayLeaveUdp: boolean): RelayEffect[] {
    const { peer } = this.#options;
    switch (this.#watch.tick(nowMs, mayLeaveUdp)) {
      case null:
        return [];
      case 'use-tcp':
        return this.#changeToPipe(nowMs);
      case 'try-udp':
        peer.tryUdp();
        return this.#rerouted();
      case 'use-udp':
        peer.goOverUdp();
        return [...this.#rerouted(), ...this.#dropPipe(LINGER_MS)];
      case 'ask-hint':
        return this.#pipe === null ? [] : [{ type: 'ask-hint', pipe: this.#pipe, endpoint: peer.endpoint }];
    }
  }

  #changeToPipe(nowMs: number): RelayEffect[] {
    if (this.#pipe !== null) return this.#endpoint === null ? [] : this.#goThrough(this.#endpoint, nowMs);
    this.#pipe = this.#options.nextPipe();
    return [{ type: 'open-pipe', pipe: this.#pipe, urls: this.#options.urls }];
  }

  #opened(endpoint: string, nowMs: number): RelayEffect[] {
    if (this.#options.peer.reached) {
      this.#watch.refused(nowMs);
      return this.#dropPipe(0);
    }
    this.#endpoint = endpoint;
    return this.#goThrough(endpoint, nowMs);
  }

  #goThrough(endpoint: string, nowMs: number): RelayEffect[] {
    this.#wasReached = false;
    this.#watch.restarted(nowMs);
    this.#options.peer.goThrough(endpoint);
    return this.#rerouted();
  }

  #rerouted(): RelayEffect[] {
    return [{ type: 'transport', transport: this.#options.peer.transport }, { type: 'look-often' }];
  }

  #tell(): RelayEffect[] {
    const { peer } = this.#options;
    if (this.#told || this.#watch.state !== 'tcp' || !peer.reached) return [];
    this.#told = true;
    return [{ type: 'tcp-only', endpoint: peer.endpoint }];
  }

  #dropPipe(afterMs: number): RelayEffect[] {
    const pipe = this.#pipe;
    this.#told = false;
    this.#pipe = null;
    this.#endpoint = null;
    return pipe === null ? [] : [{ type: 'close-pipe', pipe, afterMs }];
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
